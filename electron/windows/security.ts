import { app, type Session } from 'electron';
import type { StagedMessages } from './staged-messages';
import { originOf } from './trusted-sender';

/**
 * What no page of this program may do: go elsewhere, open windows, hold a web view, ask for a permission, or load
 * anything from the network but the images that a reader asked for.
 * @param page the one page that there is
 * @param onLink told of each link that was clicked in a message
 */
export function denyByDefault(
  session: Session,
  staged: StagedMessages,
  page: string,
  onLink: (url: string) => void,
): void {
  const origin = originOf(page);
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url);
    const own =
      ['app:', 'data:', 'devtools:'].includes(protocol) || originOf(details.url).replace(/^ws/, 'http') === origin;
    if (own) return answer({ cancel: false });
    const image = details.resourceType === 'image' && staged.allowsImages(details.frame?.url ?? '');
    answer({ cancel: !image });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (event.url !== page) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame && !event.url.startsWith('app://message/view/')) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      onLink(url);
      return { action: 'deny' };
    });
  });
}

import { fail } from '../../shared/errors';
import type { Context } from './context';

const external = ['http:', 'https:', 'mailto:'];

export function appCalls({ platform }: Pick<Context, 'platform'>) {
  return {
    'app.info': () => platform.info,
    async 'app.openExternal'({ url }: { url: string }) {
      const parsed = URL.canParse(url) ? new URL(url) : null;
      if (!parsed || !external.includes(parsed.protocol)) throw fail('app.bad-link', { url });
      await platform.openExternal(parsed.href);
    },
  };
}

import './shell.css';
import { lazy, Suspense, useEffect, useState } from 'react';
import { asPosthornError } from '../../shared/errors';
import { type Screen, screens } from '../../shared/screens';
import { type Action, actions } from '../actions';
import { call, on } from '../client';
import { canRun, runAction, useKeys } from '../keys';
import { MailScreen } from '../mail/mail-screen';
import { OutboxNews } from '../outbox/outbox-news';
import { Boundary } from '../ui/boundary';
import { Confirm } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { say, ToastArea, undoLast } from '../ui/toast';
import { writtenHere } from '../written-here';
import { Leaving } from './leaving';
import { movePane } from './panes';
import { Rail } from './rail';
import { go, useRoute } from './route';
import { useSchedule } from './schedule';
import { AppStateProvider, useApp } from './state';
import { StatusBar } from './status-bar';
import { useTheme } from './theme';

// What the inbox does not need comes when it is first asked for.
const Compose = lazy(() => import('../compose/compose-sheet'));
const ComposeWindow = lazy(() => import('../compose/compose-window'));
const Welcome = lazy(() => import('../welcome/welcome'));
const Palette = lazy(() => import('./palette'));
const KeysSheet = lazy(() => import('./keys-sheet'));
const others: Record<Exclude<Screen, 'mail'>, React.LazyExoticComponent<() => React.ReactNode>> = {
  server: lazy(() => import('../server/server-screen')),
  clock: lazy(() => import('../clock/clock-screen')),
  dns: lazy(() => import('../dns/dns-places')),
  wire: lazy(() => import('../transcripts/wire-screen')),
  settings: lazy(() => import('../settings/settings-screen')),
};

export function App() {
  const written = writtenHere();
  return (
    <AppStateProvider
      failed={(error) => (
        <main className="start-failed">
          <Problem error={error} />
        </main>
      )}
    >
      {written === null ? (
        <Window />
      ) : (
        <Suspense>
          <ComposeWindow id={written} />
        </Suspense>
      )}
    </AppStateProvider>
  );
}

function Window() {
  const app = useApp();
  const route = useRoute();
  const [overlay, setOverlay] = useState<'palette' | 'keys' | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const theme = useTheme(app.settings.theme);

  useSchedule(app);

  const askForAccount = () => {
    go('settings', 'new');
    say('Add an account first.');
  };
  const doings: Partial<Record<string, () => void>> = {
    palette: () => setOverlay('palette'),
    'help.keys': () => setOverlay('keys'),
    undo: undoLast,
    'pane.next': () => movePane(1),
    'pane.previous': () => movePane(-1),
    'accounts.add': () => go('settings', 'new'),
    'practice.toggle': () => void call(app.practice.on ? 'practice.stop' : 'practice.start', {}),
    'theme.toggle': () => void call('settings.set', { theme: theme === 'dark' ? 'light' : 'dark' }),
    'mail.receiveAll': () => app.receive(app.accounts.map(({ id }) => id)),
    'compose.new': () => {
      if (app.accounts.length > 0) void app.compose({ kind: 'new', accountId: null });
      else askForAccount();
    },
  };
  if (app.accounts.length === 0) doings['mail.receive'] = askForAccount;
  for (const screen of screens) doings[`screen.${screen}`] = () => go(screen);
  const groups: Action['group'][] = ['Everywhere', 'Mail', 'Writing'];
  // The mail screen listens for its own keys; these work on every screen.
  useKeys(doings, { singleKeys: app.settings.singleKeys, groups });

  useEffect(
    () =>
      on('app.action', ({ action }) => {
        // The menu can be reached from under the palette, and what it does would happen behind it.
        setOverlay(null);
        runAction(action);
      }),
    [],
  );
  useEffect(() => {
    // Where nobody shows a failure in its place, it is still said.
    const tell = (event: PromiseRejectionEvent) => {
      const { message, safe, todo } = asPosthornError(event.reason);
      say([message, safe, todo].filter(Boolean).join(' '));
    };
    window.addEventListener('unhandledrejection', tell);
    return () => window.removeEventListener('unhandledrejection', tell);
  }, []);
  const practiceId = app.practice.on ? app.practice.accountId : null;
  // An empty practice mailbox would be a poor welcome, and its letters are a moment away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the practice servers come up
  useEffect(() => {
    if (practiceId === null) return;
    void call('mail.folders', { accountIds: [practiceId] }).then((folders) => {
      if (folders.every(({ total }) => total === 0)) app.receive([practiceId]);
    });
  }, [practiceId]);
  useEffect(() => on('app.shown', ({ screen, detail }) => go(screen, detail)), []);
  useEffect(() => on('app.linkClicked', ({ url }) => setLink(url)), []);

  const first = app.accounts.length === 0 && route.screen === 'mail';
  const Other = route.screen === 'mail' ? null : others[route.screen];
  return (
    <div className="shell">
      <Rail current={route.screen} />
      <main>
        {first ? (
          <Suspense>
            <Welcome />
          </Suspense>
        ) : (
          <>
            {/* Mail stays in place behind the others, so that coming back finds everything as it was. */}
            <div className="screen" hidden={route.screen !== 'mail'}>
              <Boundary>
                <MailScreen active={route.screen === 'mail' && app.composing === null} />
              </Boundary>
              {app.composing !== null && (
                <Suspense>
                  <Compose key={app.composing} id={app.composing} />
                </Suspense>
              )}
            </div>
            {Other && (
              <div className="screen">
                <Boundary key={route.screen}>
                  <Suspense>
                    <Other />
                  </Suspense>
                </Boundary>
              </div>
            )}
          </>
        )}
      </main>
      <StatusBar />
      <ToastArea />
      <OutboxNews />
      <Suspense>
        {overlay === 'palette' && (
          <Palette actions={actions.filter(({ id }) => canRun(id))} run={runAction} onClose={() => setOverlay(null)} />
        )}
        {overlay === 'keys' && <KeysSheet onClose={() => setOverlay(null)} />}
      </Suspense>
      <Leaving />
      {link !== null && (
        <Confirm
          title="Open this link in your browser?"
          action="Open link"
          onClose={() => setLink(null)}
          onConfirm={() => void call('app.openExternal', { url: link })}
        >
          <p className="mono" style={{ overflowWrap: 'anywhere' }}>
            {link}
          </p>
        </Confirm>
      )}
    </div>
  );
}

import { useSyncExternalStore } from 'react';
import { type Screen, screens } from '../../shared/screens';
import { call } from '../client';
import { writtenHere } from '../written-here';

export interface Route {
  screen: Screen;
  /** What the screen should show first: a session of Wire, an account of Settings, a name of DNS. */
  detail: string;
}

function parse(hash: string): Route {
  const [screen = '', ...detail] = hash.replace(/^#\/?/, '').split('/');
  const known = screens.find((name) => name === screen);
  return { screen: known ?? 'mail', detail: known ? decodeURIComponent(detail.join('/')) : '' };
}

export const hashOf = (screen: Screen, detail = '') => `#${screen}${detail ? `/${encodeURIComponent(detail)}` : ''}`;

/** Goes to a screen; from a window that has none, in the main one. */
export function go(screen: Screen, detail = ''): void {
  if (writtenHere() === null) window.location.hash = hashOf(screen, detail);
  else void call('app.show', { screen, detail });
}

/** Whether the person is still there: what ends late must not take them back. */
export const isAt = (screen: Screen, detail = '') => window.location.hash === hashOf(screen, detail);

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Where the window is; the address keeps it, so that back and forward work. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return parse(hash);
}

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Account, Args, PracticeStatus, ReceiveProgress, ReceiveResult, Settings } from '../../shared/contract';
import { asPosthornError, type ErrorData } from '../../shared/errors';
import { call, type RunningJob, start } from '../client';
import type { Place } from '../mail/places';
import { plural } from '../ui/format';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { go } from './route';

/** How receiving stands, per account. */
export interface Receiving {
  progress: ReceiveProgress | null;
  cancel(): void;
}

export interface AppState {
  accounts: Account[];
  settings: Settings;
  practice: PracticeStatus;
  receiving: ReadonlyMap<string, Receiving>;
  receiveErrors: ReadonlyMap<string, ErrorData>;
  /**
   * Gets the mail of these accounts, all at once.
   * @param options `unasked`: nobody waits for it, so only what is new is told
   */
  receive(accountIds: readonly string[], options?: { unasked: boolean }): void;
  forgetError(accountId: string): void;
  /** Where the list of Mail was sent; null: nowhere yet. */
  place: Place | null;
  choosePlace(place: Place): void;
  /** The draft that is open in the compose sheet. */
  composing: number | null;
  compose(args: Args<'compose.create'>): Promise<void>;
  openDraft(id: number | null): void;
}

const Context = createContext<AppState | null>(null);

export function useApp(): AppState {
  const state = useContext(Context);
  if (!state) throw new Error('AppState is read outside of its provider');
  return state;
}

function changed<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): Map<K, V> {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}

/** What came of the sessions that were begun together. */
function sentenceOf(results: ReceiveResult[]): string {
  const sum = (key: 'received' | 'postponed' | 'deletedOnServer') =>
    results.reduce((all, result) => all + result[key], 0);
  const parts = [sum('received') > 0 ? `${plural(sum('received'), 'new message')}.` : 'No new mail.'];
  if (sum('postponed') > 0) parts.push(`${sum('postponed')} more wait on the server.`);
  if (sum('deletedOnServer') > 0) parts.push(`${sum('deletedOnServer')} deleted on the server.`);
  if (results.some(({ deletionsUncertain }) => deletionsUncertain))
    parts.push('A server did not answer QUIT: deletions there may not have happened.');
  return parts.join(' ');
}

/** What the whole window shares. Shows nothing before it is known whether there is an account at all. */
export function AppStateProvider({ children, failed }: { children: ReactNode; failed(error: ErrorData): ReactNode }) {
  const accounts = useCall('accounts.list', {}, ['accounts.changed']);
  const settings = useCall('settings.get', {}, ['settings.changed']);
  const practice = useCall('practice.status', {}, ['practice.changed']);
  const [receiving, setReceiving] = useState<ReadonlyMap<string, Receiving>>(new Map());
  const [receiveErrors, setReceiveErrors] = useState<ReadonlyMap<string, ErrorData>>(new Map());
  const [place, setPlace] = useState<Place | null>(null);
  const [composing, setComposing] = useState<number | null>(null);

  const state = useMemo<AppState | null>(() => {
    if (!accounts.data || !settings.data || !practice.data) return null;
    const forgetError = (accountId: string) => setReceiveErrors((all) => changed(all, accountId, null));
    /** One session; null when it gave no result, which is told elsewhere or not at all. */
    const receiveOne = async (accountId: string): Promise<ReceiveResult | null> => {
      forgetError(accountId);
      const job: RunningJob<'mail.receive'> = start('mail.receive', { accountId }, (progress) => {
        setReceiving((all) => (all.has(accountId) ? changed(all, accountId, { progress, cancel: job.cancel }) : all));
      });
      setReceiving((all) => changed(all, accountId, { progress: null, cancel: job.cancel }));
      try {
        return await job.result;
      } catch (thrown) {
        const error = asPosthornError(thrown);
        if (error.code === 'app.cancelled') say('Stopped. What had come is kept.');
        else setReceiveErrors((all) => changed(all, accountId, error.toJSON()));
        return null;
      } finally {
        setReceiving((all) => changed(all, accountId, null));
      }
    };
    const receive = (accountIds: readonly string[], { unasked } = { unasked: false }) => {
      const idle = accountIds.filter((accountId) => !receiving.has(accountId));
      // Said once for all of them: a second sentence would take the place of the first.
      void Promise.all(idle.map(receiveOne)).then((ended) => {
        const results = ended.filter((result) => result !== null);
        if (results.length === 0) return;
        if (!unasked || results.some(({ received }) => received > 0)) say(sentenceOf(results));
      });
    };
    /** In its own window where it has one, so that it is never written in two places. */
    const showDraft = async (id: number, open: boolean) => {
      const { shown } = await call('compose.window', { id, open });
      if (shown) return;
      setComposing(id);
      go('mail');
    };
    return {
      accounts: accounts.data,
      settings: settings.data,
      practice: practice.data,
      receiving,
      receiveErrors,
      receive,
      forgetError,
      place,
      choosePlace: setPlace,
      composing,
      async compose(args) {
        const { beginDraft } = await import('../compose/begin');
        const draft = await beginDraft(args);
        await showDraft(draft.id, settings.data?.writeIn === 'window');
      },
      openDraft(id) {
        if (id === null) setComposing(null);
        else void showDraft(id, false);
      },
    };
  }, [accounts.data, settings.data, practice.data, receiving, receiveErrors, place, composing]);

  const error = accounts.error ?? settings.error ?? practice.error;
  if (!state) return error ? failed(error.toJSON()) : null;
  return <Context value={state}>{children}</Context>;
}

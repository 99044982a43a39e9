import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Account, Args, PracticeStatus, ReceiveProgress, ReceiveResult, Settings } from '../../shared/contract';
import { asPosthornError, type ErrorData } from '../../shared/errors';
import { call, type RunningJob, start } from '../client';
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
  /** @param options `unasked`: nobody waits for it, so only what is new is told */
  receive(accountId: string, options?: { unasked: boolean }): void;
  forgetError(accountId: string): void;
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

/** Said once for each account, as long as the window is open. */
const expiryTold = new Set<string>();

const expirySentence = (days: number) =>
  days === 0
    ? 'This server may delete a message as soon as it was fetched (EXPIRE 0).'
    : `This server deletes messages by itself after ${plural(days, 'day')} (EXPIRE ${days}).`;

function sentenceOf({ received, deletedOnServer, postponed }: ReceiveResult): string {
  const parts = [received > 0 ? `${plural(received, 'new message')}.` : 'No new mail.'];
  if (postponed > 0) parts.push(`${postponed} more wait on the server.`);
  if (deletedOnServer > 0) parts.push(`${deletedOnServer} deleted on the server.`);
  return parts.join(' ');
}

/** What the whole window shares. Shows nothing before it is known whether there is an account at all. */
export function AppStateProvider({ children, failed }: { children: ReactNode; failed(error: ErrorData): ReactNode }) {
  const accounts = useCall('accounts.list', {}, ['accounts.changed']);
  const settings = useCall('settings.get', {}, ['settings.changed']);
  const practice = useCall('practice.status', {}, ['practice.changed']);
  const [receiving, setReceiving] = useState<ReadonlyMap<string, Receiving>>(new Map());
  const [receiveErrors, setReceiveErrors] = useState<ReadonlyMap<string, ErrorData>>(new Map());
  const [composing, setComposing] = useState<number | null>(null);

  const state = useMemo<AppState | null>(() => {
    if (!accounts.data || !settings.data || !practice.data) return null;
    const forgetError = (accountId: string) => setReceiveErrors((all) => changed(all, accountId, null));
    const receive = (accountId: string, { unasked } = { unasked: false }) => {
      if (receiving.has(accountId)) return;
      forgetError(accountId);
      const job: RunningJob<'mail.receive'> = start('mail.receive', { accountId }, (progress) => {
        setReceiving((all) => (all.has(accountId) ? changed(all, accountId, { progress, cancel: job.cancel }) : all));
      });
      setReceiving((all) => changed(all, accountId, { progress: null, cancel: job.cancel }));
      job.result
        .then((result) => {
          if (!unasked || result.received > 0) say(sentenceOf(result));
          if (result.restGone > 0)
            say(`The rest of ${plural(result.restGone, 'message')} is gone: the server no longer holds it.`);
          if (result.expireDays !== null && !expiryTold.has(accountId)) {
            expiryTold.add(accountId);
            say(expirySentence(result.expireDays));
          }
          if (result.deletionsUncertain) say('The server did not answer QUIT: deletions there may not have happened.');
        })
        .catch((thrown: unknown) => {
          const error = asPosthornError(thrown);
          if (error.code === 'app.cancelled') say('Stopped. What had come is kept.');
          else setReceiveErrors((all) => changed(all, accountId, error.toJSON()));
        })
        .finally(() => setReceiving((all) => changed(all, accountId, null)));
    };
    return {
      accounts: accounts.data,
      settings: settings.data,
      practice: practice.data,
      receiving,
      receiveErrors,
      receive,
      forgetError,
      composing,
      async compose(args) {
        const draft = await call('compose.create', args);
        setComposing(draft.id);
        go('mail');
      },
      openDraft: setComposing,
    };
  }, [accounts.data, settings.data, practice.data, receiving, receiveErrors, composing]);

  const error = accounts.error ?? settings.error ?? practice.error;
  if (!state) return error ? failed(error.toJSON()) : null;
  return <Context value={state}>{children}</Context>;
}

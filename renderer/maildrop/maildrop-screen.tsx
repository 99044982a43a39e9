import './maildrop.css';
import { type ReactNode, useState } from 'react';
import { judgePop3 } from '../../shared/commands/pop3';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { CommandLine } from '../server/command-line';
import { ConnectButtons } from '../server/connect-buttons';
import { SessionSide } from '../server/session-side';
import { useApp } from '../shell/state';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { AnswerLanguage } from './answer-language';
import { ConfirmApply } from './confirm-apply';
import { LockNote } from './lock-note';
import { OpenMaildrop } from './open-maildrop';
import { useMaildrop } from './use-maildrop';

/** Coming back to this screen finds the maildrop that was looked at last, which may still be open. */
let lastAccountId = '';

/** @param tabs leads to the other protocols of this screen */
export function MaildropScreen({ tabs }: { tabs: ReactNode }) {
  const { accounts, settings } = useApp();
  const [chosenId, setChosenId] = useState(lastAccountId);
  const account = accounts.find(({ id }) => id === chosenId) ?? accounts[0];
  const accountId = account?.id ?? '';
  const maildrop = useMaildrop(accountId);
  const [error, setError] = useState<PosthornError>();
  const [asking, setAsking] = useState(false);
  const open = maildrop?.state === 'open';
  const opening = maildrop?.state === 'opening';
  const marked = (maildrop?.entries ?? []).filter((entry) => entry.marked);

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      setError(undefined);
      await work();
    } catch (thrown) {
      const failure = asPosthornError(thrown);
      if (failure.code !== 'app.cancelled') setError(failure);
    }
  };
  const choose = (id: string) => {
    lastAccountId = id;
    setChosenId(id);
    setError(undefined);
  };
  const connect = () => {
    lastAccountId = accountId;
    void attempt(() => call('maildrop.open', { accountId }));
  };
  const drop = () => void attempt(() => call('maildrop.drop', { accountId }));
  const apply = () =>
    attempt(async () => {
      const { deleted, uncertain } = await call('maildrop.apply', { accountId });
      if (uncertain)
        say('The server did not answer QUIT: connect again to see whether the marked messages are still there.');
      else
        say(
          deleted > 0 ? `${plural(deleted, 'message')} deleted on the server.` : 'Disconnected. Nothing was deleted.',
        );
    });
  // A key, or a command by hand, is given more easily than a button is pressed: there it always asks.
  const applyByHand = () => (marked.length > 0 ? setAsking(true) : void apply());
  useKeys(
    open
      ? { 'maildrop.apply': applyByHand, 'maildrop.drop': drop }
      : account && !opening
        ? { 'maildrop.open': connect }
        : {},
    { singleKeys: settings.singleKeys, groups: ['Server'] },
  );
  const problem = error?.toJSON() ?? maildrop?.error;
  return (
    <div className="panel">
      <div className="bar">
        <h1 className="visually-hidden">Maildrop</h1>
        {tabs}
        <select
          className="field"
          aria-label="Account"
          value={accountId}
          onChange={(event) => choose(event.target.value)}
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.practice ? 'Practice mailbox' : one.address}
            </option>
          ))}
        </select>
        {open && maildrop.lockedSince && (
          <>
            <LockNote since={maildrop.lockedSince} lastCommandAt={maildrop.lastCommandAt} />
            <label className="row-line" title={hint('maildrop.keepOpen')}>
              <input
                type="checkbox"
                checked={maildrop.keptOpen}
                onChange={(event) => {
                  const { checked } = event.target;
                  void attempt(() => call('maildrop.keepOpen', { accountId, on: checked }));
                }}
              />
              Keep it open (NOOP)
            </label>
          </>
        )}
        <span className="grow" />
        {open ? (
          <>
            <button type="button" className="button" title={hint('maildrop.drop')} onClick={drop}>
              <span>
                Disconnect<span className="wide-only"> without applying</span>
              </span>
            </button>
            <button
              type="button"
              className="button primary"
              title={hint('maildrop.apply')}
              onClick={() => (marked.some(({ here }) => here !== 'whole') ? setAsking(true) : void apply())}
            >
              <span>
                Apply and disconnect<span className="wide-only"> (QUIT)</span>
              </span>
            </button>
          </>
        ) : (
          <ConnectButtons
            opening={opening}
            ready={account !== undefined}
            title={hint('maildrop.open')}
            onConnect={connect}
            onCancel={drop}
          />
        )}
      </div>
      <div className="server-screen">
        <div className="drop-list">
          {problem && (
            <div className="drop-problem">
              <Problem error={problem} />
            </div>
          )}
          {open ? (
            <OpenMaildrop key={`${accountId} ${maildrop.sessionId}`} maildrop={maildrop} attempt={attempt} />
          ) : (
            !problem && (
              <div className="empty">
                <span>
                  {opening
                    ? 'Connecting, and asking what is there.'
                    : 'Connect to see what the server holds. The maildrop is locked for you as long as you are connected.'}
                </span>
              </div>
            )
          )}
        </div>
        <SessionSide
          protocol="POP3"
          sessionId={maildrop?.sessionId ?? ''}
          beside={open && <AnswerLanguage maildrop={maildrop} attempt={attempt} />}
        >
          {open && (
            <CommandLine
              protocol="POP3"
              examples="LIST, UIDL 1, TOP 1 5 …"
              judge={judgePop3}
              send={async (line, confirmed) => {
                const { status, ok, lines, more } = await call('maildrop.command', { accountId, line, confirmed });
                return { ok, lines: [status, ...lines], more };
              }}
              onQuit={applyByHand}
              onEscape={() => document.querySelector<HTMLElement>('.drop-grid')?.focus()}
            />
          )}
        </SessionSide>
      </div>
      {asking && <ConfirmApply marked={marked} onClose={() => setAsking(false)} onConfirm={() => void apply()} />}
    </div>
  );
}

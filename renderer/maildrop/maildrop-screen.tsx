import './maildrop.css';
import { useEffect, useState } from 'react';
import type { Maildrop, MaildropEntry } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call, on } from '../client';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { Transcript } from '../transcripts/transcript';
import { useLines } from '../transcripts/use-sessions';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import '../transcripts/wire.css';
import { ConfirmApply } from './confirm-apply';
import { LockNote } from './lock-note';
import { MaildropGrid } from './maildrop-grid';
import { Sum } from './sum';

export default function MaildropScreen() {
  const { accounts, settings } = useApp();
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? '');
  const [maildrop, setMaildrop] = useState<Maildrop | null>(null);
  const [error, setError] = useState<PosthornError>();
  const [words, setWords] = useState('');
  const [at, setAt] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const lines = useLines(maildrop?.sessionId ?? '');
  const account = accounts.find(({ id }) => id === accountId);

  useEffect(() => {
    if (!accountId) return;
    setMaildrop(null);
    void call('maildrop.get', { accountId }).then(setMaildrop);
    return on('maildrop.changed', (changed) => {
      if (changed.accountId === accountId) setMaildrop(changed);
    });
  }, [accountId]);

  const attempt = async (work: () => Promise<unknown>) => {
    try {
      setError(undefined);
      await work();
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  const open = maildrop?.state === 'open';
  const entries = (maildrop?.entries ?? []).filter(({ subject, from, uidl }) =>
    `${subject}\n${from}\n${uidl}`.toLowerCase().includes(words.toLowerCase()),
  );
  const marked = (maildrop?.entries ?? []).filter((entry) => entry.marked);
  const onlyThere = marked.filter((entry) => !entry.downloaded);
  const apply = () =>
    attempt(async () => {
      const { deleted } = await call('maildrop.apply', { accountId });
      say(deleted > 0 ? `${plural(deleted, 'message')} deleted on the server.` : 'Disconnected. Nothing was deleted.');
    });
  const askToApply = () => (onlyThere.length > 0 ? setAsking(true) : void apply());
  const mark = (entry: MaildropEntry) =>
    attempt(() => call(entry.marked ? 'maildrop.unmark' : 'maildrop.mark', { accountId, number: entry.number }));
  const current = entries.find(({ number }) => number === at);
  useKeys(
    {
      'maildrop.mark': () => {
        if (current && !current.marked) void mark(current);
      },
      'maildrop.unmark': () => {
        if (current?.marked) void mark(current);
      },
      'maildrop.apply': () => {
        // A key is pressed more easily than a button: here it always asks before anything is deleted.
        if (open && marked.length > 0) setAsking(true);
        else if (open) void apply();
      },
    },
    { singleKeys: settings.singleKeys, groups: ['Server'] },
  );
  const problem = error?.toJSON() ?? maildrop?.error;
  return (
    <div className="panel">
      <div className="bar">
        <h1>Maildrop</h1>
        <select
          className="field"
          aria-label="Account"
          value={accountId}
          onChange={(event) => setAccountId(event.target.value)}
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.practice ? 'Practice mailbox' : one.address}
            </option>
          ))}
        </select>
        {open && maildrop.lockedSince && <LockNote since={maildrop.lockedSince} />}
        <span className="grow" />
        {open ? (
          <>
            <button
              type="button"
              className="button"
              disabled={marked.length === 0}
              onClick={() => void attempt(() => call('maildrop.reset', { accountId }))}
            >
              Undo all marks (RSET)
            </button>
            <button
              type="button"
              className="button"
              onClick={() => void attempt(() => call('maildrop.drop', { accountId }))}
            >
              Disconnect without applying
            </button>
            <button type="button" className="button primary" onClick={askToApply}>
              Apply and disconnect (QUIT)
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button primary"
            disabled={!account || maildrop?.state === 'opening'}
            onClick={() => void attempt(() => call('maildrop.open', { accountId }))}
          >
            Connect
          </button>
        )}
      </div>
      <div className="maildrop">
        <div className="drop-list" data-pane>
          {problem && (
            <div style={{ padding: 12 }}>
              <Problem error={problem} />
            </div>
          )}
          {!open && !problem && (
            <div className="empty">
              <span>
                {maildrop?.state === 'opening'
                  ? 'Connecting, and asking what is there.'
                  : 'Connect to see what the server holds. The maildrop is locked for you as long as you are connected.'}
              </span>
            </div>
          )}
          {open && (
            <>
              <Sum entries={maildrop.entries} />
              <div style={{ padding: '0 16px 8px' }}>
                <input
                  className="field"
                  type="search"
                  aria-label="Filter maildrop"
                  placeholder="Filter maildrop"
                  value={words}
                  onChange={(event) => setWords(event.target.value)}
                />
              </div>
              {maildrop.noTop && (
                <p className="note" style={{ margin: '0 16px 8px' }}>
                  Subjects are not known: the server has no TOP.
                </p>
              )}
              <MaildropGrid
                entries={entries}
                at={at}
                onAt={setAt}
                onMark={(entry) => void mark(entry)}
                onDownload={({ number }) => void attempt(() => call('maildrop.download', { accountId, number }))}
              />
              {maildrop.entries.length === 0 && <div className="empty">This maildrop is empty (STAT: 0 0).</div>}
            </>
          )}
        </div>
        <div className="drop-side" data-pane>
          <h2>This session</h2>
          {lines.length > 0 ? (
            <Transcript
              key={maildrop?.sessionId}
              follow
              lines={lines}
              session={lines}
              protocol="POP3"
              name="This session"
              wrap
              inline
              selected={null}
              onSelect={() => {}}
            />
          ) : (
            <p className="dim">Every command appears here as it is sent.</p>
          )}
        </div>
      </div>
      {asking && <ConfirmApply marked={marked} onClose={() => setAsking(false)} onConfirm={() => void apply()} />}
    </div>
  );
}

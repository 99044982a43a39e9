import './maildrop.css';
import { useEffect, useState } from 'react';
import type { Maildrop, MaildropEntry } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call, on } from '../client';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { Transcript } from '../transcripts/transcript';
import { useLines } from '../transcripts/use-sessions';
import { Confirm } from '../ui/dialog';
import { formatOctets, formatSize, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import '../transcripts/wire.css';

/** Servers may end a session after 10 minutes without a command (RFC 1939 §3); this long before, the note turns amber. */
const warnAfterMs = 8 * 60_000;

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
        if (open) askToApply();
      },
    },
    { singleKeys: settings.singleKeys, groups: ['Server'] },
  );
  const move = (step: number) => {
    const index = entries.findIndex(({ number }) => number === at);
    setAt(entries[Math.min(entries.length - 1, Math.max(0, index + step))]?.number ?? null);
  };
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
              <table
                role="grid"
                aria-label="Maildrop"
                tabIndex={0}
                onKeyDown={(event) => {
                  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
                  event.preventDefault();
                  move(event.key === 'ArrowDown' ? 1 : -1);
                }}
              >
                <thead>
                  <tr>
                    <th className="number">#</th>
                    <th>Subject</th>
                    <th>From</th>
                    <th className="number">Size</th>
                    <th>UIDL</th>
                    <th>Here</th>
                    <th>
                      <span className="visually-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {entries.map((entry) => (
                    <Row
                      key={entry.number}
                      entry={entry}
                      at={entry.number === at}
                      onAt={() => setAt(entry.number)}
                      onMark={() => void mark(entry)}
                      onDownload={() =>
                        void attempt(() => call('maildrop.download', { accountId, number: entry.number }))
                      }
                    />
                  ))}
                </tbody>
              </table>
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
      {asking && (
        <Confirm
          title="Delete what is nowhere else?"
          action="Apply and disconnect (QUIT)"
          onClose={() => setAsking(false)}
          onConfirm={() => void apply()}
        >
          <p>
            {plural(onlyThere.length, 'marked message is', 'marked messages are')} only on the server, not on this
            computer. After QUIT they are gone for ever:
          </p>
          <ul className="going">
            {onlyThere.map((entry) => (
              <li key={entry.number}>
                {entry.number}, {entry.subject || entry.uidl}
              </li>
            ))}
          </ul>
        </Confirm>
      )}
    </div>
  );
}

function Row({
  entry,
  at,
  onAt,
  onMark,
  onDownload,
}: {
  entry: MaildropEntry;
  at: boolean;
  onAt(): void;
  onMark(): void;
  onDownload(): void;
}) {
  return (
    <tr
      className={`${entry.marked ? 'gone' : ''} ${at ? 'at' : ''}`}
      aria-label={`${entry.number}, ${entry.subject || entry.uidl}`}
      aria-selected={at}
      onClick={onAt}
      onKeyDown={() => {}}
    >
      <td className="number">{entry.number}</td>
      <td className="subject" title={entry.subject}>
        {entry.marked && <span className="chip bad">marked</span>}
        <span className="text">{entry.subject}</span>
      </td>
      <td className="from" title={entry.from}>
        {entry.from}
      </td>
      <td className="number" title={formatOctets(entry.octets)}>
        {formatSize(entry.octets)}
      </td>
      <td className="mono dim uidl" title={entry.uidl}>
        {entry.uidl}
      </td>
      <td>
        {entry.downloaded ? (
          <span className="chip ok">downloaded</span>
        ) : (
          <span className="chip">only on the server</span>
        )}
      </td>
      <td className="deeds">
        <button type="button" className="button bare" onClick={onMark}>
          {entry.marked ? 'Unmark' : 'Delete'}
        </button>
        {!entry.downloaded && (
          <button type="button" className="button bare" onClick={onDownload}>
            Download
          </button>
        )}
      </td>
    </tr>
  );
}

/** What is there, less what is marked, is what stays. */
function Sum({ entries }: { entries: MaildropEntry[] }) {
  const octets = (list: MaildropEntry[]) => list.reduce((sum, entry) => sum + entry.octets, 0);
  const marked = entries.filter((entry) => entry.marked);
  const part = (count: number, size: number) => `${count} · ${formatSize(size)}`;
  return (
    <div className="sum" role="status" aria-label="Maildrop state">
      <span>
        on the server <b>{part(entries.length, octets(entries))}</b>
      </span>
      <span>−</span>
      <span>
        marked <b>{part(marked.length, octets(marked))}</b>
      </span>
      <span>=</span>
      <span>
        after QUIT <b>{part(entries.length - marked.length, octets(entries) - octets(marked))}</b>
      </span>
    </div>
  );
}

function LockNote({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const heldMs = Math.max(0, now - Date.parse(since));
  const minutes = Math.floor(heldMs / 60_000);
  const seconds = String(Math.floor((heldMs % 60_000) / 1_000)).padStart(2, '0');
  return (
    <span className={`chip ${heldMs > warnAfterMs ? 'warn' : ''}`} role="note" aria-label="Maildrop lock">
      Locked for you for {minutes}:{seconds}
      {heldMs > warnAfterMs && '. The server may end the session soon.'}
    </span>
  );
}

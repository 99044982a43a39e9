import { useState } from 'react';
import type { ErrorCode, PosthornError } from '../../shared/errors';
import { accountName } from '../account/account-name';
import { call } from '../client';
import { lookedAtAll } from '../shell/looked-at';
import { go } from '../shell/route';
import { useApp } from '../shell/state';
import { Confirm } from '../ui/dialog';
import { formatSize, formatTime, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { folderName } from './folders';
import { accountIdsOf, type Place } from './places';

/** Errors that another password or token may put an end to. */
const wantsSecret: ReadonlySet<string> = new Set<ErrorCode>([
  'pop3.auth-refused',
  'pop3.token-refused',
  'secrets.none',
  'accounts.bad-token',
]);

/**
 * Receiving that is going on, or that failed.
 * @param named whether the account has to be told, since mail of others stands here as well
 */
export function ReceiveProblem({ accountId, named }: { accountId: string; named: boolean }) {
  const { accounts, receiving, receiveErrors, receive } = useApp();
  const sessions = useCall('wire.sessions', receiveErrors.has(accountId) ? {} : null);
  const progress = receiving.get(accountId)?.progress;
  const error = receiveErrors.get(accountId);
  const account = accounts.find(({ id }) => id === accountId);
  const name = named && account && accountName(account);
  const signIn = account?.signIn;
  if (receiving.has(accountId)) {
    const total = progress?.messagesTotal ?? 0;
    const text =
      total > 0
        ? `${progress?.messages} of ${total} · ${formatSize(progress?.octets ?? 0)}`
        : stepText(progress?.step ?? 'connecting');
    return (
      <div>
        <div className="getting" role="status">
          {name ? `${name}: ${text}` : text}
        </div>
        {total > 0 && (
          <progress className="progress" aria-label="Messages" value={progress?.messages ?? 0} max={total} />
        )}
      </div>
    );
  }
  if (!error) return null;
  const session = sessions.data?.find(({ protocol }) => protocol === 'POP3');
  return (
    <div style={{ padding: 10 }}>
      {name && <div className="dim small">{name}</div>}
      <Problem error={error}>
        <button type="button" className="button" onClick={() => receive([accountId])}>
          {error.code === 'pop3.cut-in-message' ? 'Get the rest' : 'Try again'}
        </button>
        {wantsSecret.has(error.code) && (
          <button type="button" className="button" onClick={() => go('settings', accountId)}>
            {signIn === 'token' ? 'Enter a new token' : 'Change password'}
          </button>
        )}
        {session && (
          <button type="button" className="button bare" onClick={() => go('wire', session.id)}>
            Show transcript
          </button>
        )}
      </Problem>
    </div>
  );
}

function stepText(step: string): string {
  const texts: Record<string, string> = {
    connecting: 'Connecting',
    securing: 'Encrypting',
    login: 'Logging in',
    listing: 'Asking what is there',
    downloading: 'Nothing new',
    deleting: 'Deleting on the server',
    quitting: 'Saying goodbye (QUIT)',
  };
  return texts[step] ?? step;
}

const wholeOutbox = { folder: 'outbox', unreadOnly: false, query: '', offset: 0, limit: 500 } as const;

interface NoticeProps {
  place: Place;
  query: string;
  unreadOnly: boolean;
  total: number | null;
  error: PosthornError | undefined;
}

/** What stands where there are no rows, and what a folder offers above them. */
export function ListNotice({ place, query, unreadOnly, total, error }: NoticeProps) {
  const [asking, setAsking] = useState(false);
  const { accounts } = useApp();
  const last = useCall('mail.lastReceive', total === 0 ? {} : null, ['mail.lastReceiveChanged']);
  const lookedAt = lookedAtAll(last.data, accountIdsOf(place, accounts));
  const outbox = place.folder === 'outbox' ? { ...wholeOutbox, accountIds: accountIdsOf(place, accounts) } : null;
  const waiting = useCall('mail.list', outbox, ['mail.changed']);
  if (error) return <Problem error={error.toJSON()} />;
  const doubtful = outbox ? (waiting.data?.rows.filter((row) => row.doubtful).length ?? 0) : 0;
  if (doubtful > 0) {
    return (
      <div className="getting" role="status">
        {doubtful === 1 ? '1 message may have arrived, or not.' : `${doubtful} messages may have arrived, or not.`} Open
        it to decide: nothing is sent twice by itself.
      </div>
    );
  }
  const trashOf = place.accountId;
  if (place.folder === 'trash' && trashOf !== null && total !== null && total > 0 && !query) {
    return (
      <div className="getting">
        <span className="grow">{plural(total, 'message')} in Trash</span>
        <button type="button" className="button danger" onClick={() => setAsking(true)}>
          Empty Trash
        </button>
        {asking && (
          <Confirm
            title="Empty Trash?"
            action="Delete for ever"
            onClose={() => setAsking(false)}
            onConfirm={() => {
              void call('mail.emptyTrash', { accountId: trashOf }).then(({ deleted }) =>
                say(`${plural(deleted, 'message')} deleted for ever.`),
              );
            }}
          >
            {plural(total, 'message')} will be deleted from this computer for ever. This can't be undone.
          </Confirm>
        )}
      </div>
    );
  }
  if (total !== 0) return null;
  if (query) return <div className="empty">Nothing matches “{query}”.</div>;
  if (unreadOnly) return <div className="empty">Everything here is read.</div>;
  if (place.folder !== 'inbox') return <div className="empty">No messages in {folderName(place.folder)}.</div>;
  return (
    <div className="empty">
      <span>
        No messages here.{' '}
        {lookedAt ? `Posthorn last looked at ${formatTime(lookedAt)}.` : 'Posthorn has not looked yet.'}
      </span>
      <span className="small faint">Get mail: F5</span>
    </div>
  );
}

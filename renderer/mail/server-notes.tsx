import X from 'lucide-react/icons/x';
import type { ServerNote } from '../../shared/contract';
import { sentencesOf, topicOf } from '../../shared/notes';
import { accountName } from '../account/account-name';
import { call } from '../client';
import { useApp } from '../shell/state';
import { useCall } from '../use-call';

/** What the last fetch has seen of the servers of these accounts, until it is dismissed. */
export function ServerNotes({ accountIds }: { accountIds: string[] }) {
  const { accounts } = useApp();
  const last = useCall('mail.lastReceive', {}, ['mail.lastReceiveChanged']);
  const told = accountIds.flatMap((id) => {
    const account = accounts.find((one) => one.id === id);
    const notes = last.data?.find(({ accountId }) => accountId === id)?.notes ?? [];
    return account ? notes.map((note) => ({ account, note })) : [];
  });
  if (told.length === 0) return null;
  return (
    <ul className="server-notes" aria-label="Notes about the server">
      {told.map(({ account, note }) => (
        <Note
          key={`${account.id} ${topicOf(note)}`}
          note={note}
          about={accountIds.length > 1 ? accountName(account) : ''}
          onDismiss={() => void call('mail.dismissNote', { accountId: account.id, note })}
        />
      ))}
    </ul>
  );
}

function Note({ note, about, onDismiss }: { note: ServerNote; about: string; onDismiss(): void }) {
  const { does, safe, follows } = sentencesOf(note);
  return (
    <li className="note">
      <div className="grow">
        {about && <div className="small">{about}</div>}
        <b>{does}</b> {safe} {follows}
      </div>
      <button
        type="button"
        className="button bare"
        aria-label="Dismiss"
        title="Dismiss: it is not told again until it changes"
        onClick={onDismiss}
      >
        <X size={15} strokeWidth={1.6} aria-hidden />
      </button>
    </li>
  );
}

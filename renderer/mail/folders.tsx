import Archive from 'lucide-react/icons/archive';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Inbox from 'lucide-react/icons/inbox';
import Pencil from 'lucide-react/icons/pencil';
import Send from 'lucide-react/icons/send';
import SquarePen from 'lucide-react/icons/square-pen';
import Trash from 'lucide-react/icons/trash-2';
import type { Account, Folder } from '../../shared/contract';
import { hint } from '../actions';
import { useApp } from '../shell/state';
import { formatCount } from '../ui/format';
import { useCall } from '../use-call';

const folders = [
  ['inbox', 'Inbox', Inbox],
  ['drafts', 'Drafts', Pencil],
  ['outbox', 'Outbox', ArrowUp],
  ['sent', 'Sent', Send],
  ['archive', 'Archive', Archive],
  ['trash', 'Trash', Trash],
] as const;

export const folderName = (folder: Folder) => folders.find(([id]) => id === folder)?.[1] ?? folder;

export interface Place {
  accountId: string;
  folder: Folder;
}

export function Folders({ place, choose, width }: { place: Place; choose(place: Place): void; width: number }) {
  const { accounts, compose } = useApp();
  return (
    <div className="folders" style={{ width }} data-pane>
      <button
        type="button"
        className="button primary"
        aria-label="New message"
        title={hint('compose.new')}
        onClick={() => void compose({ kind: 'new', accountId: place.accountId })}
      >
        <SquarePen size={16} strokeWidth={1.6} aria-hidden />
        <span>New message</span>
      </button>
      <nav aria-label="Folders">
        {accounts.map((account) => (
          <AccountFolders key={account.id} account={account} place={place} choose={choose} />
        ))}
      </nav>
    </div>
  );
}

function AccountFolders({ account, place, choose }: { account: Account; place: Place; choose(place: Place): void }) {
  const counts = useCall('mail.folders', { accountId: account.id }, ['mail.changed']);
  return (
    <>
      <h2 title={account.address}>{account.practice ? 'Practice mailbox' : account.address}</h2>
      {folders.map(([folder, name, Icon]) => {
        const count = counts.data?.find((one) => one.folder === folder);
        // Only a number that asks for something is shown: unread mail, and what is written and not sent.
        const shown =
          folder === 'inbox' ? count?.unread : folder === 'drafts' || folder === 'outbox' ? count?.total : 0;
        const current = place.accountId === account.id && place.folder === folder;
        return (
          <a
            key={folder}
            href={`#mail/${folder}`}
            aria-label={name}
            aria-current={current ? 'page' : undefined}
            title={name}
            data-count={shown ? formatCount(shown) : undefined}
            aria-description={shown ? `${formatCount(shown)} ${folder === 'inbox' ? 'unread' : 'waiting'}` : undefined}
            onClick={() => choose({ accountId: account.id, folder })}
          >
            <Icon size={16} strokeWidth={1.6} aria-hidden />
            <span>{name}</span>
          </a>
        );
      })}
    </>
  );
}

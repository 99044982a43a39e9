import Archive from 'lucide-react/icons/archive';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Inbox from 'lucide-react/icons/inbox';
import Pencil from 'lucide-react/icons/pencil';
import Send from 'lucide-react/icons/send';
import SquarePen from 'lucide-react/icons/square-pen';
import Trash from 'lucide-react/icons/trash-2';
import type { Account, Folder } from '../../shared/contract';
import { accountName } from '../account/account-name';
import { hint } from '../actions';
import { useApp } from '../shell/state';
import { formatCount } from '../ui/format';
import { useCall } from '../use-call';
import { accountIdsOf, commonInbox, hasCommonInbox, type Place } from './places';

const commonInboxName = 'Common inbox';

const folders = [
  ['inbox', 'Inbox', Inbox],
  ['drafts', 'Drafts', Pencil],
  ['outbox', 'Outbox', ArrowUp],
  ['sent', 'Sent', Send],
  ['archive', 'Archive', Archive],
  ['trash', 'Trash', Trash],
] as const;

export const folderName = (folder: Folder) => folders.find(([id]) => id === folder)?.[1] ?? folder;

interface FoldersProps {
  place: Place;
  choose(place: Place): void;
}

export function Folders({ place, choose, width }: FoldersProps & { width: number }) {
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
        {hasCommonInbox(accounts) && <CommonInbox accounts={accounts} place={place} choose={choose} />}
        {accounts.map((account) => (
          <AccountFolders key={account.id} account={account} place={place} choose={choose} />
        ))}
      </nav>
    </div>
  );
}

/** The inbox of all accounts that show their mail together. */
function CommonInbox({ accounts, place, choose }: FoldersProps & { accounts: Account[] }) {
  const accountIds = accountIdsOf(commonInbox, accounts);
  const counts = useCall('mail.folders', { accountIds }, ['mail.changed']);
  const unread = counts.data?.find(({ folder }) => folder === 'inbox')?.unread ?? 0;
  return (
    <FolderLink
      folder="inbox"
      name={commonInboxName}
      icon={Inbox}
      current={place.accountId === null}
      count={unread}
      onChoose={() => choose(commonInbox)}
    />
  );
}

function AccountFolders({ account, place, choose }: FoldersProps & { account: Account }) {
  const counts = useCall('mail.folders', { accountIds: [account.id] }, ['mail.changed']);
  const own = folders.filter(([folder]) => folder !== 'inbox' || account.inbox === 'own');
  return (
    <>
      <h2 title={account.address}>{accountName(account)}</h2>
      {own.map(([folder, name, icon]) => {
        const count = counts.data?.find((one) => one.folder === folder);
        // Only a number that asks for something is shown: unread mail, and what is written and not sent.
        const shown =
          folder === 'inbox' ? count?.unread : folder === 'drafts' || folder === 'outbox' ? count?.total : 0;
        return (
          <FolderLink
            key={folder}
            folder={folder}
            name={name}
            icon={icon}
            current={place.accountId === account.id && place.folder === folder}
            count={shown ?? 0}
            onChoose={() => choose({ accountId: account.id, folder })}
          />
        );
      })}
    </>
  );
}

interface FolderLinkProps {
  folder: Folder;
  name: string;
  icon: typeof Inbox;
  current: boolean;
  count: number;
  onChoose(): void;
}

function FolderLink({ folder, name, icon: Icon, current, count, onChoose }: FolderLinkProps) {
  const shown = count > 0 ? formatCount(count) : undefined;
  return (
    <a
      href={`#mail/${folder}`}
      aria-label={name}
      aria-current={current ? 'page' : undefined}
      title={name}
      data-count={shown}
      aria-description={shown && `${shown} ${folder === 'inbox' ? 'unread' : 'waiting'}`}
      onClick={onChoose}
    >
      <Icon size={16} strokeWidth={1.6} aria-hidden />
      <span>{name}</span>
    </a>
  );
}

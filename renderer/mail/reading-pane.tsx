import Archive from 'lucide-react/icons/archive';
import Code from 'lucide-react/icons/code-xml';
import Forward from 'lucide-react/icons/forward';
import Inbox from 'lucide-react/icons/inbox';
import Reply from 'lucide-react/icons/reply';
import ReplyAll from 'lucide-react/icons/reply-all';
import Star from 'lucide-react/icons/star';
import Trash from 'lucide-react/icons/trash-2';
import Users from 'lucide-react/icons/users';
import { type ReactNode, useEffect, useState } from 'react';
import { hint } from '../actions';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';
import { Article } from './article';
import { BackToList } from './back-to-list';
import { backToInbox, flag } from './message-actions';
import { SourceDialog } from './source-dialog';

interface ReadingProps {
  id: number | null;
  selected: ReadonlySet<number>;
  onArchive(): void;
  onDelete(): void;
  onBack(): void;
}

export default function ReadingPane({ id, selected, onArchive, onDelete, onBack }: ReadingProps) {
  const { compose, settings } = useApp();
  const [source, setSource] = useState(false);
  const many = selected.size > 1;
  const asked = useCall('mail.message', id === null || many ? null : { id }, ['mail.changed']);
  const view = asked.data?.row.id === id ? asked.data : undefined;
  const replyToList = () => void compose({ kind: 'reply-list', messageId: id ?? 0 });
  useKeys(
    view
      ? { 'mail.source': () => setSource(true), ...(view.list?.post ? { 'compose.replyList': replyToList } : {}) }
      : {},
    { singleKeys: settings.singleKeys, groups: ['Mail', 'Writing'] },
  );
  const unread = view?.row.unread === true;
  const shown = view?.row.id;
  // Read is what was shown; marking it unread later by hand stays.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another message marks anew
  useEffect(() => {
    if (shown !== undefined && unread) flag([shown], { unread: false });
  }, [shown]);

  if (many) {
    return (
      <>
        <div className="bar">
          <IconButton
            name="Archive"
            action="mail.archive"
            onClick={onArchive}
            icon={<Archive size={15} strokeWidth={1.6} aria-hidden />}
          />
          <IconButton
            name="Delete"
            action="mail.delete"
            danger
            onClick={onDelete}
            icon={<Trash size={15} strokeWidth={1.6} aria-hidden />}
          />
          <button type="button" className="button bare" onClick={() => flag([...selected], { unread: false })}>
            Mark as read
          </button>
          <span className="grow" />
          <button type="button" className="button bare" onClick={onBack}>
            Clear selection
          </button>
        </div>
        <div className="empty">
          <h1>{plural(selected.size, 'message')} selected</h1>
        </div>
      </>
    );
  }
  const message = id ?? 0;
  const { row } = view ?? {};
  return (
    <>
      <div className="bar" role="toolbar" aria-label="Message">
        <BackToList onBack={onBack} />
        <IconButton
          name="Reply"
          action="compose.reply"
          onClick={() => void compose({ kind: 'reply', messageId: message })}
          icon={<Reply size={15} strokeWidth={1.6} aria-hidden />}
        />
        <IconButton
          name="Reply all"
          action="compose.replyAll"
          onClick={() => void compose({ kind: 'reply-all', messageId: message })}
          icon={<ReplyAll size={15} strokeWidth={1.6} aria-hidden />}
        />
        {view?.list?.post && (
          <IconButton
            name="Reply to list"
            action="compose.replyList"
            onClick={replyToList}
            icon={<Users size={15} strokeWidth={1.6} aria-hidden />}
          />
        )}
        <IconButton
          name="Forward"
          action="compose.forward"
          onClick={() => void compose({ kind: 'forward', messageId: message })}
          icon={<Forward size={15} strokeWidth={1.6} aria-hidden />}
        />
        <span className="grow" />
        <button
          type="button"
          className="button bare"
          aria-label="Star"
          aria-pressed={row?.starred ?? false}
          title={hint('mail.star')}
          onClick={() => flag([message], { starred: !row?.starred })}
        >
          <Star size={15} strokeWidth={1.6} fill={row?.starred ? 'currentColor' : 'none'} aria-hidden />
        </button>
        <button
          type="button"
          className="button bare"
          aria-label="View source"
          title="View source"
          onClick={() => setSource(true)}
        >
          <Code size={15} strokeWidth={1.6} aria-hidden />
        </button>
        {row?.folder === 'trash' ? (
          <IconButton
            name="Move to Inbox"
            onClick={() => backToInbox([message])}
            icon={<Inbox size={15} strokeWidth={1.6} aria-hidden />}
          />
        ) : (
          <>
            <IconButton
              name="Archive"
              action="mail.archive"
              onClick={onArchive}
              icon={<Archive size={15} strokeWidth={1.6} aria-hidden />}
            />
            <IconButton
              name="Delete"
              action="mail.delete"
              danger
              onClick={onDelete}
              icon={<Trash size={15} strokeWidth={1.6} aria-hidden />}
            />
          </>
        )}
      </div>
      {asked.error && !view && (
        <div style={{ padding: 28 }}>
          <Problem error={asked.error.toJSON()} />
        </div>
      )}
      {view && <Article key={view.row.id} view={view} />}
      {source && <SourceDialog id={message} onClose={() => setSource(false)} />}
    </>
  );
}

interface IconButtonProps {
  name: string;
  icon: ReactNode;
  action?: string;
  danger?: boolean;
  onClick(): void;
}

function IconButton({ name, icon, action, danger = false, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`button bare ${danger ? 'danger' : ''}`}
      title={action ? hint(action) : name}
      onClick={onClick}
    >
      {icon}
      <span className="label">{name}</span>
    </button>
  );
}

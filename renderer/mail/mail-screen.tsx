import './mail.css';
import ListFilter from 'lucide-react/icons/list-filter';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Search from 'lucide-react/icons/search';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Account, Folder, MessageRow } from '../../shared/contract';
import { accountName } from '../account/account-name';
import { hint } from '../actions';
import { useKeys } from '../keys';
import { OutboxBar, setPaused } from '../outbox/outbox-bar';
import { useApp } from '../shell/state';
import { Splitter, usePaneWidth } from '../ui/splitter';
import { DiscardDraft } from './discard-draft';
import { Folders } from './folders';
import { ListNotice, ReceiveProblem } from './list-notice';
import { archive, flag, remove } from './message-actions';
import { MessageList } from './message-list';
import { accountIdsOf, commonInbox, placeNow } from './places';
import { ServerNotes } from './server-notes';
import { useMessages } from './use-messages';

// Sanitising and dialogs come with the first message that is read.
const loadReadingPane = () => import('./reading-pane');
const ReadingPane = lazy(loadReadingPane);
const OutboxPane = lazy(() => import('../outbox/outbox-pane'));

const namesOf = (accounts: Account[]) => new Map(accounts.map((account) => [account.id, accountName(account)]));

/** @param active whether its keys work: the screen is in front and nothing lies over it */
export function MailScreen({ active }: { active: boolean }) {
  const app = useApp();
  // Without an account nothing of this screen is shown, but it is there.
  const place = placeNow(app.place, app.accounts) ?? commonInbox;
  const accountIds = accountIdsOf(place, app.accounts);
  const [words, setWords] = useState('');
  const query = useDeferredValue(words.trim());
  const [unreadOnly, setUnreadOnly] = useState(false);
  const [at, setAt] = useState<number | null>(app.place?.message ?? null);
  const [opened, setOpened] = useState<number | null>(at);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const anchor = useRef<number | null>(null);
  const [discarding, setDiscarding] = useState<MessageRow | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const foldersWidth = usePaneWidth('folders');
  const listWidth = usePaneWidth('list');
  const written = place.folder === 'drafts' || place.folder === 'outbox';
  const messages = useMessages({
    folder: query && !written ? null : place.folder,
    accountIds,
    unreadOnly,
    query,
  });
  const receiving = accountIds.flatMap((id) => app.receiving.get(id) ?? []);
  const receive = () => app.receive(accountIds);

  const choose = app.choosePlace;
  const begun = useRef(app.place);
  // Whoever sent the list elsewhere: it begins anew there.
  useLayoutEffect(() => {
    if (begun.current === app.place) return;
    begun.current = app.place;
    setAt(app.place?.message ?? null);
    setOpened(app.place?.message ?? null);
    setSelected(new Set());
    setWords('');
  }, [app.place]);
  const open = (row: MessageRow) => {
    setAt(row.id);
    anchor.current = row.id;
    setSelected(new Set());
    if (row.folder === 'drafts') app.openDraft(row.id);
    else setOpened(row.id);
  };
  const back = useCallback(() => {
    setOpened(null);
    setSelected(new Set());
  }, []);
  // Once the list stands and nothing else is to do: the first message then opens at once.
  useEffect(() => {
    const waiting = requestIdleCallback(() => void loadReadingPane());
    return () => cancelIdleCallback(waiting);
  }, []);
  const rowAt = () => (at === null ? undefined : messages.row(messages.indexOf(at)));
  const move = (step: number) => {
    const row = messages.row(at === null ? 0 : messages.indexOf(at) + step);
    if (!row) return;
    if (row.folder === 'drafts') setAt(row.id);
    else open(row);
  };
  const extend = (step: number) => {
    const row = messages.row(messages.indexOf(at ?? -1) + step);
    const current = rowAt();
    if (!row || !current || written) return;
    setSelected((all) => new Set([...all, current.id, row.id]));
    setAt(row.id);
  };
  const pick = (row: MessageRow, { ctrl, shift }: { ctrl: boolean; shift: boolean }) => {
    if (written || !(ctrl || shift)) return open(row);
    const from = messages.indexOf(anchor.current ?? row.id);
    const to = messages.indexOf(row.id);
    const range = shift
      ? Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => messages.row(Math.min(from, to) + index)?.id)
      : [row.id];
    setSelected((all) => {
      const next = new Set(all.size === 0 && at !== null ? [at] : all);
      for (const id of range)
        if (id !== undefined)
          if (ctrl && next.has(id)) next.delete(id);
          else next.add(id);
      return next;
    });
    setAt(row.id);
  };
  const targets = (): number[] => {
    // In Drafts and Outbox the ids are those of drafts: nothing that is done to messages may be done by them.
    if (written) return [];
    if (selected.size > 0) return [...selected];
    return at === null ? [] : [at];
  };
  /** Does it to what is selected, and goes on with the message after the last of them. */
  const leave = (work: (ids: number[]) => void) => {
    const ids = targets();
    if (ids.length === 0) return;
    const last = Math.max(...ids.map((id) => messages.indexOf(id)));
    const next = messages.row(last + 1) ?? messages.row(Math.min(...ids.map((id) => messages.indexOf(id))) - 1);
    setSelected(new Set());
    setAt(next?.id ?? null);
    setOpened(opened !== null && next ? next.id : null);
    work(ids);
  };
  const current = targets()[0];
  /** In the common inbox the other folders are those of the account whose message is looked at. */
  const chooseFolder = (folder: Folder) => {
    const accountId = place.accountId ?? rowAt()?.accountId ?? accountIds[0];
    if (accountId !== undefined) choose({ accountId, folder });
  };

  // Mail comes while somebody writes or looks at another screen, too.
  useKeys(accountIds.length > 0 ? { 'mail.receive': receive } : {}, {
    singleKeys: app.settings.singleKeys,
    groups: ['Mail'],
  });
  useKeys(
    active
      ? {
          'mail.next': () => move(1),
          'mail.previous': () => move(-1),
          'mail.open': () => {
            const row = rowAt();
            if (row) open(row);
          },
          'mail.back': () => {
            if (selected.size > 0) setSelected(new Set());
            else setOpened(null);
          },
          'mail.archive': () => leave(archive),
          'mail.delete': () => {
            if (written) setDiscarding(rowAt() ?? null);
            else leave(remove);
          },
          'mail.star': () => {
            const row = rowAt();
            if (row && !written) flag(targets(), { starred: !row.starred });
          },
          'mail.read': () => flag(targets(), { unread: false }),
          'mail.unread': () => flag(targets(), { unread: true }),
          'mail.select': () => {
            if (at !== null && !written)
              setSelected((all) => (all.has(at) ? new Set([...all].filter((id) => id !== at)) : new Set([...all, at])));
          },
          'mail.selectDown': () => extend(1),
          'mail.selectUp': () => extend(-1),
          'mail.selectAll': () => {
            if (!written) void messages.allIds().then((ids) => setSelected(new Set(ids)));
          },
          'mail.search': () => search.current?.focus(),
          'folder.inbox': () => chooseFolder('inbox'),
          'folder.sent': () => chooseFolder('sent'),
          'folder.drafts': () => chooseFolder('drafts'),
          'folder.outbox': () => chooseFolder('outbox'),
          'folder.trash': () => chooseFolder('trash'),
          'outbox.pause': () => setPaused(!app.settings.outboxPaused),
          'compose.reply': () => {
            if (current !== undefined) void app.compose({ kind: 'reply', messageId: current });
          },
          'compose.replyAll': () => {
            if (current !== undefined) void app.compose({ kind: 'reply-all', messageId: current });
          },
          'compose.forward': () => {
            if (current !== undefined) void app.compose({ kind: 'forward', messageId: current });
          },
        }
      : {},
    { singleKeys: app.settings.singleKeys, groups: ['Mail', 'Writing'] },
  );

  return (
    <div className={`mail ${opened !== null || selected.size > 1 ? 'is-reading' : ''}`}>
      <Folders place={place} choose={choose} width={foldersWidth.value} />
      <Splitter name="Width of the folders" width={foldersWidth} />
      <div className="list-pane" style={{ width: listWidth.value }}>
        <div className="bar">
          <label className="field search grow">
            <Search size={14} strokeWidth={1.6} aria-hidden />
            <input
              ref={search}
              type="search"
              aria-label="Search mail"
              placeholder="Search mail"
              value={words}
              onChange={(event) => setWords(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setWords('');
                if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
                  document.querySelector<HTMLElement>('[role="grid"][aria-label="Messages"]')?.focus();
                }
              }}
            />
            <kbd aria-hidden>/</kbd>
          </label>
          <button
            type="button"
            className="button"
            aria-pressed={unreadOnly}
            title="Unread only"
            aria-label="Unread only"
            onClick={() => setUnreadOnly(!unreadOnly)}
          >
            <ListFilter size={15} strokeWidth={1.6} aria-hidden />
          </button>
          {receiving.length > 0 ? (
            <button
              type="button"
              className="button"
              onClick={() => {
                for (const { cancel } of receiving) cancel();
              }}
            >
              Cancel
            </button>
          ) : (
            <button type="button" className="button" title={hint('mail.receive')} onClick={receive}>
              <RefreshCw size={15} strokeWidth={1.6} aria-hidden />
              Get mail
            </button>
          )}
        </div>
        {accountIds.map((accountId) => (
          <ReceiveProblem key={accountId} accountId={accountId} named={place.accountId === null} />
        ))}
        {place.folder === 'inbox' && <ServerNotes accountIds={accountIds} />}
        {place.folder === 'outbox' && <OutboxBar />}
        <ListNotice place={place} query={query} unreadOnly={unreadOnly} total={messages.total} error={messages.error} />
        <MessageList
          messages={messages}
          listKey={`${place.accountId ?? ''} ${place.folder} ${unreadOnly} ${query}`}
          compact={app.settings.density === 'compact'}
          at={at}
          selected={selected}
          showRecipients={place.folder === 'sent' || written}
          accountNames={place.accountId === null ? namesOf(app.accounts) : null}
          onPick={pick}
        />
      </div>
      <Splitter name="Width of the list" width={listWidth} />
      {discarding && <DiscardDraft row={discarding} onClose={() => setDiscarding(null)} />}
      <div className="reading" data-pane>
        <Suspense>
          {opened !== null && place.folder === 'outbox' ? (
            <OutboxPane id={opened} onBack={back} />
          ) : opened !== null || selected.size > 1 ? (
            <ReadingPane
              id={opened}
              selected={selected}
              onArchive={() => leave(archive)}
              onDelete={() => leave(remove)}
              onBack={back}
            />
          ) : (
            <div className="empty">Choose a message to read it here.</div>
          )}
        </Suspense>
      </div>
    </div>
  );
}

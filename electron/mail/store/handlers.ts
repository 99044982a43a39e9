import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Folder, MessageView } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { indexPath, openDatabase, putAside, transaction } from './database';
import { Drafts } from './drafts';
import { Filing } from './filing';
import { Ingest } from './ingest';
import { listArrivals } from './list-arrivals';
import { fileOf, MessageIndex } from './message-index';
import { loadMime } from './mime';
import type { Ingested, Method, MethodArgs, MethodResult, MovedMessage } from './protocol';
import { type RawFile, RawFiles } from './raw-files';
import { rebuildIndex } from './rebuild';
import { toMessageRow } from './rows';
import { Uidls } from './uidls';

export type Handlers = { [M in Method]: (args: MethodArgs<M>) => MethodResult<M> | Promise<MethodResult<M>> };

/** What is open between `open` and `close`. */
interface Opened {
  db: DatabaseSyncInstance;
  index: MessageIndex;
  uidls: Uidls;
  files: RawFiles;
  ingest: Ingest;
  filing: Filing;
  drafts: Drafts;
}

/** What is larger would take more memory than a program should: a message is taken apart in memory. */
const longestShown = 134_217_728;
const tooLarge =
  'This message is too large to be taken apart here, so only its beginning is shown. Its source can be saved whole.';

/**
 * The store itself, as the worker runs it: one handler a method.
 * @param tell.onFiled told when messages show more, or are found by more, than they were; `last`: for now nothing is left
 * @param tell.onAttaching told how many octets of a file are copied
 */
export function makeHandlers(tell: {
  onFiled(last: boolean): void;
  onAttaching(key: number, octets: number): void;
}): Handlers {
  const { onFiled, onAttaching } = tell;
  let opened: Opened | null = null;
  const attaching = new Map<number, AbortController>();
  const store = (): Opened => {
    if (!opened) throw fail('store.closed', {});
    return opened;
  };

  return {
    async open({ dir, rebuild }) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const files = new RawFiles(dir);
      await files.open();
      const drafts = new Drafts(dir);
      await drafts.open();
      const old = rebuild ? await putAside(dir) : null;
      const db = openDatabase(indexPath(dir));
      const index = new MessageIndex(db);
      const ingest = new Ingest(files);
      const filing = new Filing(db, index, files, () => ingest.busy, onFiled);
      opened = { db, index, uidls: new Uidls(db), files, ingest, filing, drafts };
      await filing.resume();
      if (!rebuild) return { rebuilt: null };
      // The index is made from the files, so what lies in logs gets its files first.
      await filing.done();
      return { rebuilt: await rebuildIndex(db, files, old) };
    },
    async close() {
      await opened?.filing.stop();
      opened?.db.close();
      opened = null;
    },

    counts({ accountIds }) {
      const { index, drafts } = store();
      const written = (['drafts', 'outbox'] as const).map((folder) => {
        return { folder, total: drafts.list(folder, accountIds).length, unread: 0 };
      });
      const found = [...index.counts(accountIds), ...written];
      const order: Folder[] = ['inbox', 'drafts', 'outbox', 'sent', 'archive', 'trash'];
      return order.map((folder) => {
        const counts = found.filter((count) => count.folder === folder);
        const sum = (key: 'total' | 'unread') => counts.reduce((all, count) => all + count[key], 0);
        return { folder, total: sum('total'), unread: sum('unread') };
      });
    },
    list({ folder, ...query }) {
      const { index, drafts } = store();
      if (folder !== 'drafts' && folder !== 'outbox') return index.list({ ...query, folder });
      const words = query.query.toLowerCase();
      const rows = drafts.list(folder, query.accountIds).filter((row) => {
        return `${row.subject}\n${row.to}\n${row.snippet}`.toLowerCase().includes(words);
      });
      return { total: rows.length, rows: rows.slice(query.offset, query.offset + query.limit) };
    },
    async message({ id }) {
      const { index, filing } = store();
      const stored = index.get(id);
      const { parseMessage } = await loadMime();
      const parsed = await parseMessage(await filing.read(fileOf(stored), longestShown));
      const { to, cc, bcc, replyTo, messageId, text, html, attachments, lang } = parsed;
      const { followupTo, list, receiptTo, priority } = parsed;
      const problem = stored.partial === 0 && stored.size > longestShown ? tooLarge : parsed.problem;
      const view: MessageView = {
        row: toMessageRow(stored),
        to,
        cc,
        bcc,
        replyTo,
        followupTo,
        list,
        receiptTo,
        priority,
        messageId,
        text,
        html,
        attachments,
        lang,
        problem,
      };
      return view;
    },
    async route({ id }) {
      const { index, filing } = store();
      const stored = index.get(id);
      const { longestHeader, routeOf } = await loadMime();
      const found = routeOf(await filing.read(fileOf(stored), longestHeader));
      return { ...found, arrivedAt: stored.arrived_ms === null ? null : new Date(stored.arrived_ms).toISOString() };
    },
    reports: ({ id }) => store().index.reports.of(id),
    async threading({ id }) {
      const { index, filing } = store();
      const { parseMessage } = await loadMime();
      const { messageId, references, inReplyTo, plain } = await parseMessage(
        await filing.read(fileOf(index.get(id)), longestShown),
      );
      return { messageId, references, inReplyTo, plain };
    },
    async source({ id, limit }) {
      const { index, filing } = store();
      const stored = index.get(id);
      const bytes = await filing.read(fileOf(stored), limit);
      const size = bytes.byteLength < limit ? bytes.byteLength : stored.size;
      return { bytes: Uint8Array.from(bytes), size };
    },
    async part({ id, part }) {
      const { index, filing } = store();
      const stored = index.get(id);
      if (stored.size > longestShown) throw fail('mail.too-large', {});
      const { partOf } = await loadMime();
      const found = await partOf(await filing.read(fileOf(stored)), part);
      if (!found) throw fail('mail.no-part', { part: String(part) });
      return found;
    },
    async copySource({ id, path }) {
      const { index, filing } = store();
      await filing.copy(fileOf(index.get(id)), path);
    },
    flag({ ids, ...flags }) {
      const { db, index } = store();
      transaction(db, () => index.flag(ids, flags));
    },
    move({ moves, deleteOnServer, deleteWhenMoved = [] }) {
      const { db, index, uidls } = store();
      return transaction(db, () => {
        const moved: MovedMessage[] = [];
        for (const { id, to } of moves) {
          const message = index.get(id);
          if (message.folder === to) continue;
          index.setFolder(id, to);
          const trashed = to === 'trash' && deleteOnServer.includes(message.account_id);
          uidls.requestDeletion(id, trashed || (to !== 'inbox' && deleteWhenMoved.includes(message.account_id)));
          moved.push({ id, from: message.folder });
        }
        return { moved };
      });
    },
    wantRest({ ids, wanted }) {
      const { db, index } = store();
      transaction(db, () => index.wantRest(ids, wanted));
    },
    async emptyTrash({ accountId }) {
      const { db, index } = store();
      const gone = index.inTrash(accountId);
      transaction(db, () => {
        for (const message of gone) index.delete(message.id);
      });
      await removeUnused(store(), gone.map(fileOf));
      return { deleted: gone.length };
    },
    async removeAccount({ accountId }) {
      const { db, index, files, filing } = store();
      transaction(db, () => index.deleteAccount(accountId));
      filing.forgetAccount(accountId);
      await files.removeAccount(accountId);
    },

    async expectMail() {
      await loadMime();
    },
    uidls: ({ accountId }) => store().uidls.known(accountId),
    anyDeletionRequested: ({ accountId }) => store().uidls.anyDeletionRequested(accountId),
    forgetUidls({ accountId, uidls: gone }) {
      const { db, uidls } = store();
      transaction(db, () => uidls.forget(accountId, gone));
    },

    async 'ingest.block'({ block, messages }) {
      await store().ingest.block(block, messages);
      return block;
    },
    async 'ingest.append'({ key, piece }) {
      await store().ingest.append(key, piece);
      return piece;
    },
    'ingest.end': ({ key, arrival }) => store().ingest.end(key, arrival),
    'ingest.discard': ({ key }) => store().ingest.discard(key),
    'ingest.settle': () => settle(store()),
    filed: () => store().filing.done(),

    'drafts.create': (fields) => store().drafts.create(fields),
    'drafts.get': ({ id }) => store().drafts.get(id),
    'drafts.save': (fields) => store().drafts.save(fields),
    'drafts.setDelivery': ({ id, delivery }) => store().drafts.setDelivery(id, delivery),
    'drafts.attach': ({ id, ...file }) => store().drafts.attach(id, file),
    async 'drafts.attachFile'({ key, id, ...file }) {
      const stop = new AbortController();
      attaching.set(key, stop);
      const onOctets = (octets: number) => onAttaching(key, octets);
      return store()
        .drafts.attachFile(id, file, { signal: stop.signal, onOctets })
        .finally(() => attaching.delete(key));
    },
    stopAttaching: ({ key }) => attaching.get(key)?.abort(),
    'drafts.detach': ({ id, ...file }) => store().drafts.detach(id, file),
    'drafts.wantReport': ({ id, wanted }) => store().drafts.wantReport(id, wanted),
    'drafts.parts': ({ id }) => store().drafts.parts(id),
    'drafts.outbox': () => store().drafts.outbox(),
    'drafts.attachment': ({ sha256 }) => store().drafts.attachment(sha256),
    'drafts.templates': () => store().drafts.templates(),
    'drafts.remove': ({ id }) => store().drafts.remove(id),
    async 'drafts.sent'({ id, path, messageId }) {
      const { db, index, ingest, drafts } = store();
      const draft = drafts.get(id);
      if (!index.isSent(draft.accountId, messageId)) {
        const pieces: AsyncIterable<unknown> = createReadStream(path, { highWaterMark: 1_048_576 });
        // A key that no session in flight uses: those count up from one.
        try {
          for await (const piece of pieces) if (Buffer.isBuffer(piece)) await ingest.append(0, piece);
        } catch (error) {
          await ingest.discard(0);
          throw error;
        }
        ingest.end(0, { accountId: draft.accountId, kind: 'sent', uidl: null });
        await settle(store());
      }
      if (draft.inReplyTo) transaction(db, () => index.markAnswered(draft.inReplyTo));
      await drafts.remove(id);
    },
  };
}

async function settle(opened: Opened): Promise<Ingested> {
  const { db, index, uidls, ingest, filing } = opened;
  const durable = await ingest.settle();
  const { replaced, ...ingested } = transaction(db, () => listArrivals(index, uidls, durable));
  await removeUnused(opened, replaced);
  filing.add(durable.map(({ file, logged }) => ({ file, logged })));
  return ingested;
}

/** Removes files that no message is made of any more. */
async function removeUnused({ index, files, filing }: Opened, gone: RawFile[]): Promise<void> {
  for (const file of gone) {
    // Another folder may hold the same bytes.
    if (index.findByFile(file).length > 0) continue;
    filing.forget(file);
    await files.remove(file);
  }
}

import type { MessageFolder } from '../../../shared/contract';
import type { Arrival } from './arrival';
import type { Durable } from './ingest';
import { fileOf, type MessageIndex, type NewMessage, type Placement } from './message-index';
import type { Ingested } from './protocol';
import type { RawFile } from './raw-files';
import type { NewUidl, Uidls } from './uidls';

/**
 * Names durable messages in the index. The caller holds the transaction.
 * @returns what came that was not here, and the files of headers in whose place a whole message has come
 */
export function listArrivals(
  index: MessageIndex,
  uidls: Uidls,
  durable: readonly Durable[],
): Ingested & { replaced: RawFile[] } {
  const familiar = new Familiar(index, uidls, durable);
  const unlisted = new Unlisted(index, uidls);
  const replaced: RawFile[] = [];
  let added = 0;
  let octets = 0;
  for (const { arrival, file, summary, size } of durable) {
    const { accountId, uidl } = arrival;
    octets += size;
    const knownUidl = familiar.uidl(arrival);
    const knownFile = familiar.file(file);
    familiar.add(arrival, file);
    if (knownUidl || knownFile) unlisted.list();
    const before = knownUidl && uidl !== null ? uidls.messageOf(accountId, uidl) : null;
    const known = before === null ? null : index.get(before);
    if (known?.partial === 1 && arrival.octetsOnServer === undefined) {
      replaced.push(fileOf(known));
      index.complete(known.id, file, size);
      added += 1;
      continue;
    }
    // After a rebuild, or when a server gives an old message a new UIDL, the bytes tell that it is here already.
    const same = knownFile ? index.findByFile(file).find(({ id }) => !uidls.belongsToOne(id)) : undefined;
    if (same) {
      if (uidl !== null) uidls.add([newUidl(accountId, uidl, same.id)]);
      continue;
    }
    unlisted.add({ file, summary, placement: placementOf(arrival, size) }, uidl);
    added += 1;
  }
  unlisted.list();
  return { added, octets, replaced };
}

/** Messages that the index is to name, gathered as long as nobody asks it for them. */
class Unlisted {
  private gathered: { message: NewMessage; uidl: string | null }[] = [];

  constructor(
    private readonly index: MessageIndex,
    private readonly uidls: Uidls,
  ) {}

  add(message: NewMessage, uidl: string | null): void {
    this.gathered.push({ message, uidl });
  }

  list(): void {
    const { gathered } = this;
    if (gathered.length === 0) return;
    this.gathered = [];
    const first = this.index.addAll(gathered.map(({ message }) => message));
    const rows = gathered.flatMap(({ message, uidl }, at) =>
      uidl === null ? [] : [newUidl(message.file.accountId, uidl, first + at)],
    );
    this.uidls.add(rows);
  }
}

const newUidl = (accountId: string, uidl: string, messageId: number): NewUidl => ({
  accountId,
  uidl,
  messageId,
  deleteRequested: false,
  sinceMs: Date.now(),
});

function placementOf({ kind, octetsOnServer }: Arrival, size: number): Placement {
  const folder: MessageFolder = kind === 'sent' ? 'sent' : 'inbox';
  return {
    folder,
    unread: folder === 'inbox',
    starred: false,
    answered: false,
    arrivedMs: Date.now(),
    size: octetsOnServer ?? size,
    partial: octetsOnServer !== undefined,
  };
}

/** Which of many arrivals the index knows something of, asked at once: of most it knows nothing. */
class Familiar {
  private readonly byAccount = new Map<string, { uidls: Set<string>; files: Set<string> }>();

  constructor(index: MessageIndex, uidls: Uidls, durable: readonly Durable[]) {
    for (const accountId of new Set(durable.map(({ arrival }) => arrival.accountId))) {
      const own = durable.filter(({ arrival }) => arrival.accountId === accountId);
      const ids = own.flatMap(({ arrival }) => arrival.uidl ?? []);
      const files = own.map(({ file }) => file.sha256);
      this.byAccount.set(accountId, {
        uidls: new Set(uidls.knownOf(accountId, ids)),
        files: new Set(index.filesHere(accountId, files)),
      });
    }
  }

  uidl({ accountId, uidl }: Arrival): boolean {
    return uidl !== null && this.byAccount.get(accountId)?.uidls.has(uidl) === true;
  }

  file({ accountId, sha256 }: RawFile): boolean {
    return this.byAccount.get(accountId)?.files.has(sha256) === true;
  }

  /** From here on the index knows this one. */
  add({ accountId, uidl }: Arrival, { sha256 }: RawFile): void {
    const own = this.byAccount.get(accountId);
    own?.files.add(sha256);
    if (uidl !== null) own?.uidls.add(uidl);
  }
}

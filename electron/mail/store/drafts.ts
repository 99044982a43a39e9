import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Delivery, Draft, MessageRow, OutboxEntry } from '../../../shared/contract';
import { type draftFields, draft as draftSchema } from '../../../shared/contract/compose';
import { fail } from '../../../shared/errors';
import { diskError } from './disk-error';
import { IncomingFile, syncFolder } from './raw-files';

const isSha256 = /^[0-9a-f]{64}$/;

/** What a draft is begun with; what is left out is as nobody has chosen it. */
export type NewDraft = Omit<v.InferInput<typeof draftSchema>, 'id' | 'messageId' | 'savedAt' | 'delivery'>;

/**
 * Drafts and the outbox. Each is a file of its own, `drafts/ID.json`, and not a row of the index: what someone writes
 * must outlive an index that has to be made again. Attachments lie beside it, under the SHA-256 of what they are.
 */
export class Drafts {
  private readonly all = new Map<number, Draft>();
  private readonly folder: string;
  private readonly attachmentsFolder: string;
  private readonly buildFolder: string;

  constructor(dir: string) {
    this.folder = join(dir, 'drafts');
    this.attachmentsFolder = join(dir, 'attachments');
    this.buildFolder = join(dir, 'outgoing');
  }

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // What was put together for a try is put together anew for the next one.
    await rm(this.buildFolder, { recursive: true, force: true });
    await mkdir(this.buildFolder, { recursive: true, mode: 0o700 });
    await mkdir(this.attachmentsFolder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.attachmentsFolder)) {
      // A copy that a program did not finish.
      if (!isSha256.test(name)) await rm(join(this.attachmentsFolder, name), { force: true });
    }
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      if (name.endsWith('.tmp')) await rm(path, { force: true });
      if (!name.endsWith('.json')) continue;
      const read = v.safeParse(draftSchema, await readJson(path));
      // A file that is no draft is left where it is: somebody's words may be in it.
      if (read.success) this.all.set(read.output.id, settle(read.output));
    }
  }

  get(id: number): Draft {
    const found = this.all.get(id);
    if (!found) throw fail('mail.no-draft', { id });
    return found;
  }

  async create(fields: NewDraft): Promise<Draft> {
    const id = Math.max(0, ...this.all.keys()) + 1;
    const begun = { id, messageId: randomUUID(), savedAt: new Date().toISOString(), delivery: null };
    return this.put(v.parse(draftSchema, { ...fields, ...begun }));
  }

  /** @param fields what is left out stays as it is */
  async save(
    fields: Pick<Draft, 'id'> & Partial<v.InferInput<typeof draftFields> & Pick<Draft, 'template'>>,
  ): Promise<Draft> {
    const before = this.editable(fields.id);
    const kept = v.parse(draftSchema, { ...before, ...fields });
    const changed = JSON.stringify(kept) !== JSON.stringify(before);
    return changed ? this.put({ ...kept, savedAt: new Date().toISOString() }) : before;
  }

  async setDelivery(id: number, delivery: Delivery | null): Promise<Draft> {
    return this.put({ ...this.get(id), delivery });
  }

  async wantReport(id: number, wantsReport: boolean): Promise<Draft> {
    return this.put({ ...this.editable(id), wantsReport });
  }

  /** What goes out is what was put into the outbox: it has to be taken out to be changed. */
  private editable(id: number): Draft {
    const draft = this.get(id);
    if (draft.delivery?.state === 'waiting' || draft.delivery?.state === 'sending') throw fail('mail.queued', {});
    return draft;
  }

  async attach(id: number, file: { name: string; type: string; bytes: Uint8Array; inline?: boolean }): Promise<Draft> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    this.editable(id);
    await durableWrite(this.attachmentsFolder, sha256, file.bytes);
    const { name, type, bytes, inline = false } = file;
    return this.addAttachment(id, { sha256, name, type, size: bytes.byteLength, inline });
  }

  /**
   * Attaches a file that lies on this disk, piece by piece.
   * @param how.onOctets told how many are copied
   * @throws `mail.unreadable-file`, `store.*`, `app.cancelled`
   */
  async attachFile(
    id: number,
    file: { path: string; name: string; type: string },
    { signal, onOctets }: { signal: AbortSignal; onOctets(octets: number): void },
  ): Promise<Draft> {
    this.editable(id);
    const copied = new IncomingFile(this.attachmentsFolder);
    try {
      const pieces: AsyncIterable<unknown> = createReadStream(file.path, { highWaterMark: 1_048_576 });
      for await (const piece of readable(pieces, file.path)) {
        if (signal.aborted) throw fail('app.cancelled', {});
        if (Buffer.isBuffer(piece)) await copied.write(piece);
        onOctets(copied.size);
      }
      const { sha256 } = await copied.finish();
      await copied.place(join(this.attachmentsFolder, sha256));
      await syncFolder(this.attachmentsFolder);
      return await this.addAttachment(id, {
        sha256,
        name: file.name,
        type: file.type,
        size: copied.size,
        inline: false,
      });
    } catch (error) {
      await copied.discard();
      throw error;
    }
  }

  private async addAttachment(id: number, attachment: Draft['attachments'][number]): Promise<Draft> {
    const before = this.editable(id);
    // The same file twice is once enough; the same content under two names is two files.
    const others = before.attachments.filter((known) => !isSame(known, attachment));
    return this.put({ ...before, attachments: [...others, attachment], savedAt: new Date().toISOString() });
  }

  async detach(id: number, file: FileName): Promise<Draft> {
    const before = this.editable(id);
    const attachments = before.attachments.filter((known) => !isSame(known, file));
    const after = await this.put({ ...before, attachments, savedAt: new Date().toISOString() });
    await this.dropUnused([file.sha256]);
    return after;
  }

  async attachment(sha256: string): Promise<Buffer> {
    const path = join(this.attachmentsFolder, sha256);
    return readFile(path).catch((cause: unknown) => {
      throw fail('mail.source-missing', { path }, { cause });
    });
  }

  /** Where what a message is put together from lies, and where it is put together. @throws `mail.source-missing` */
  async parts(id: number): Promise<{ draft: Draft; attachments: string[]; target: string }> {
    const draft = this.get(id);
    const attachments = draft.attachments.map(({ sha256 }) => join(this.attachmentsFolder, sha256));
    for (const path of attachments) {
      await access(path).catch((cause: unknown) => {
        throw fail('mail.source-missing', { path }, { cause });
      });
    }
    return { draft, attachments, target: join(this.buildFolder, `${id}.eml`) };
  }

  /** Everything that was put into the outbox and is not in Sent yet, the oldest first. */
  outbox(): OutboxEntry[] {
    return [...this.all.values()]
      .sort((a, b) => a.id - b.id)
      .flatMap(({ id, accountId, identityId, subject, delivery }) =>
        delivery ? [{ id, accountId, identityId, subject, delivery }] : [],
      );
  }

  async remove(id: number): Promise<void> {
    const gone = this.get(id);
    if (gone.delivery?.state === 'sending') throw fail('mail.already-sending', {});
    this.all.delete(id);
    await rm(join(this.folder, `${id}.json`), { force: true });
    await syncFolder(this.folder);
    await this.dropUnused(gone.attachments.map((attachment) => attachment.sha256));
  }

  templates(): Draft[] {
    return [...this.all.values()]
      .filter(({ template }) => template !== '')
      .sort((a, b) => a.template.localeCompare(b.template));
  }

  list(folder: 'drafts' | 'outbox', accountIds: readonly string[] | null): MessageRow[] {
    return [...this.all.values()]
      .filter(
        (draft) =>
          draft.template === '' &&
          (draft.delivery === null) === (folder === 'drafts') &&
          (accountIds === null || accountIds.includes(draft.accountId)),
      )
      .sort((a, b) => b.savedAt.localeCompare(a.savedAt))
      .map((draft) => toRow(draft, folder));
  }

  private async put(draft: Draft): Promise<Draft> {
    await durableWrite(this.folder, `${draft.id}.json`, Buffer.from(JSON.stringify(draft)));
    this.all.set(draft.id, draft);
    return draft;
  }

  private async dropUnused(hashes: string[]): Promise<void> {
    const used = new Set([...this.all.values()].flatMap((draft) => draft.attachments.map(({ sha256 }) => sha256)));
    for (const sha256 of hashes) {
      if (!used.has(sha256)) await rm(join(this.attachmentsFolder, sha256), { force: true });
    }
  }
}

/** What goes wrong with the file of a person is told as such, and not as a fault of the store. */
async function* readable(pieces: AsyncIterable<unknown>, path: string): AsyncGenerator<unknown> {
  try {
    yield* pieces;
  } catch (cause) {
    throw fail('mail.unreadable-file', { path }, { cause });
  }
}

type FileName = Pick<Draft['attachments'][number], 'sha256' | 'name'>;

const isSame = (one: FileName, other: FileName) => one.sha256 === other.sha256 && one.name === other.name;

/** A program that ended while it was sending does not know how far it came. */
function settle(draft: Draft): Draft {
  if (draft.delivery?.state !== 'sending') return draft;
  const { delivery } = draft;
  const recipients = delivery.recipients.map((one) =>
    one.state === 'waiting' || one.state === 'later' ? { ...one, state: 'doubtful' as const } : one,
  );
  const error = fail('smtp.interrupted', {}).toJSON();
  return { ...draft, delivery: { ...delivery, state: 'doubtful', nextTryAt: null, recipients, error } };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

async function durableWrite(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, name);
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600 });
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    throw diskError(error, path);
  }
}

function howItStands({ state, nextTryAt, waitsFor }: Delivery): Partial<MessageRow> {
  return { ...(state === 'doubtful' ? { doubtful: true } : {}), outbox: { state, nextTryAt, waitsFor } };
}

function toRow(draft: Draft, folder: 'drafts' | 'outbox'): MessageRow {
  return {
    id: draft.id,
    accountId: draft.accountId,
    folder,
    from: { name: '', address: '' },
    to: [draft.to, draft.cc, draft.bcc].filter((field) => field.trim() !== '').join(', '),
    subject: draft.subject,
    snippet: draft.text.replace(/\s+/g, ' ').trim().slice(0, 200),
    date: draft.delivery?.lastTryAt ?? draft.savedAt,
    size: draft.text.length + draft.attachments.reduce((sum, attachment) => sum + attachment.size, 0),
    partial: false,
    unread: false,
    starred: false,
    answered: false,
    ...(draft.delivery ? howItStands(draft.delivery) : {}),
    attachments: draft.attachments.length,
    ...(draft.priority === 'normal' ? {} : { priority: draft.priority }),
  };
}

import type {
  Delivery,
  Draft,
  Folder,
  MessageFolder,
  MessageRow,
  MessageView,
  OutboxEntry,
  Reports,
  Route,
} from '../../../shared/contract';
import type { ErrorData } from '../../../shared/errors';
import type { ParsedMessage } from '../mime';
import type { Arrival } from './arrival';
import type { Drafts, NewDraft } from './drafts';
import type { ListQuery } from './message-index';
import type { KnownUidl } from './uidls';

export interface MovedMessage {
  id: number;
  from: MessageFolder;
}

export interface Ingested {
  /** Messages that were not here before; one that was is recognised by its bytes and not doubled. */
  added: number;
  octets: number;
}

/** What the store's worker can be asked. Each takes one argument and answers once what it did is durable. */
export interface StoreMethods {
  open(args: { dir: string; rebuild: boolean }): { rebuilt: number | null };
  close(args: object): void;

  counts(args: Pick<ListQuery, 'accountIds'>): { folder: Folder; total: number; unread: number }[];
  list(args: Omit<ListQuery, 'folder'> & { folder: Folder | null }): { total: number; rows: MessageRow[] };
  message(args: { id: number }): MessageView;
  /** How it came here, by its header alone. */
  route(args: { id: number }): Route;
  /** What a message reports of a delivery, and what was reported of its own. */
  reports(args: { id: number }): Reports;
  /** What a reply needs and a view has not. */
  threading(args: { id: number }): Pick<ParsedMessage, 'messageId' | 'references' | 'inReplyTo' | 'plain'>;
  source(args: { id: number; limit: number }): { bytes: Uint8Array; size: number };
  /** Writes the raw message to this path. */
  copySource(args: { id: number; path: string }): void;
  part(args: { id: number; part: number }): { name: string; type: string; bytes: Uint8Array };
  flag(args: { ids: number[]; unread?: boolean; starred?: boolean }): void;
  /**
   * Also asks for deletion on the server: into the trash, for accounts in `deleteOnServer`; out of the inbox, for those in
   * `deleteWhenMoved`. Back again: takes that back.
   */
  move(args: { moves: { id: number; to: MessageFolder }[]; deleteOnServer: string[]; deleteWhenMoved?: string[] }): {
    moved: MovedMessage[];
  };
  /** The rest of messages whose headers alone are here is to be fetched, or is wanted no more. */
  wantRest(args: { ids: number[]; wanted: boolean }): void;
  emptyTrash(args: { accountId: string }): { deleted: number };
  removeAccount(args: { accountId: string }): void;

  /** Messages are about to come: what reads them is made ready while they are on their way. */
  expectMail(args: object): void;
  uidls(args: { accountId: string }): KnownUidl[];
  /** Whether a message was deleted here that the server may still hold. */
  anyDeletionRequested(args: { accountId: string }): boolean;
  forgetUidls(args: { accountId: string; uidls: string[] }): void;

  /** Small messages, whole: their bytes lie in `block` one after the other. Hands the block back, to be filled again. */
  'ingest.block'(args: { block: Uint8Array; messages: { arrival: Arrival; size: number }[] }): Uint8Array;
  /** The next octets of a large message. Hands them back, as a buffer to be filled again. */
  'ingest.append'(args: { key: number; piece: Uint8Array }): Uint8Array;
  'ingest.end'(args: { key: number; arrival: Arrival }): void;
  'ingest.discard'(args: { key: number }): void;
  'ingest.settle'(args: object): Ingested;
  /** Answers when every message has its file and can be searched by its text. */
  filed(args: object): void;

  'drafts.create'(args: NewDraft): Draft;
  'drafts.get'(args: { id: number }): Draft;
  'drafts.save'(args: Parameters<Drafts['save']>[0]): Draft;
  'drafts.setDelivery'(args: { id: number; delivery: Delivery | null }): Draft;
  'drafts.attach'(args: { id: number; name: string; type: string; bytes: Uint8Array; inline?: boolean }): Draft;
  /** The same with a file on this disk, which is never whole in memory. Notices with `key` tell how far it is. */
  'drafts.attachFile'(args: { key: number; id: number; path: string; name: string; type: string }): Draft;
  /** Out of turn: the file of that key is wanted no more. */
  stopAttaching(args: { key: number }): void;
  'drafts.detach'(args: { id: number; sha256: string; name: string }): Draft;
  'drafts.wantReport'(args: { id: number; wanted: boolean }): Draft;
  /** The paths of the attachments, and where the message is put together. */
  'drafts.parts'(args: { id: number }): { draft: Draft; attachments: string[]; target: string };
  'drafts.outbox'(args: object): OutboxEntry[];
  'drafts.attachment'(args: { sha256: string }): Uint8Array;
  'drafts.templates'(args: object): Draft[];
  'drafts.remove'(args: { id: number }): void;
  /**
   * Nobody is to get the message any more: a copy goes to Sent, the draft goes, and what it answers is marked.
   * @param path where it was put together
   * @param messageId by which a copy that is in Sent already is known, after a program that ended in between
   */
  'drafts.sent'(args: { id: number; path: string; messageId: string }): void;
}

export type Method = keyof StoreMethods;
export type MethodArgs<M extends Method> = Parameters<StoreMethods[M]>[0];
export type MethodResult<M extends Method> = ReturnType<StoreMethods[M]>;

/** @param handOver buffers that the worker gets as they are, and that nobody here may touch again */
export type Ask = <M extends Method>(
  method: M,
  args: MethodArgs<M>,
  handOver?: ArrayBuffer[],
) => Promise<MethodResult<M>>;

export interface Request {
  seq: number;
  method: Method;
  args: unknown;
}

export type Response = { seq: number } & ({ ok: true; value: unknown } | { ok: false; error: ErrorData });

/**
 * What the worker says unasked. `filed`: messages show more, or are found by more, than they were. `attaching`: so many octets of
 * a file are copied.
 */
export type Notice = { notice: 'filed' } | { notice: 'attaching'; key: number; octets: number };

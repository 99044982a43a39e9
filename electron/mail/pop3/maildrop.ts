import type { Maildrop, MaildropEntry } from '../../../shared/contract';
import { asPosthornError, type PosthornError } from '../../../shared/errors';
import { connectPop3, type Pop3Options } from './connect';
import type { Transaction } from './transaction';
import { idsToForget } from './unique-ids';

/** How often a listing that is being filled is shown; a window draws no more of it. */
const showEveryMs = 100;

/** What the maildrop needs to know that only the store and the MIME reader can tell. */
export interface MaildropHelp {
  /** UIDLs of which a copy is on this computer. */
  downloaded(): Promise<Set<string>>;
  decodeHeaders(raw: Buffer): Promise<{ subject: string; from: string }>;
  onChange(state: Maildrop): void;
}

/** The maildrop of one account, held open for a person who looks at it and marks by hand. */
export class MaildropSession {
  private transaction: Transaction | null = null;
  /** While it is being opened: ends that. */
  private opening: AbortController | null = null;
  private state: Maildrop;

  constructor(
    accountId: string,
    private readonly help: MaildropHelp,
  ) {
    const entries: MaildropEntry[] = [];
    this.state = { accountId, state: 'closed', lockedSince: null, sessionId: '', entries, noTop: false, error: null };
  }

  get current(): Maildrop {
    return this.state;
  }

  private change(change: Partial<Maildrop>): Maildrop {
    this.state = { ...this.state, ...change };
    this.help.onChange(this.state);
    return this.state;
  }

  /** Changes these entries, by number. */
  private changeEntries(changes: ReadonlyMap<number, Partial<MaildropEntry>>): Maildrop {
    return this.change({ entries: this.state.entries.map((entry) => ({ ...entry, ...changes.get(entry.number) })) });
  }

  private changeEntry(number: number, change: Partial<MaildropEntry>): Maildrop {
    return this.changeEntries(new Map([[number, change]]));
  }

  /** Locks the maildrop and lists it; subjects follow by TOP. */
  async open(options: Omit<Pop3Options, 'signal'>): Promise<Maildrop> {
    if (this.transaction || this.opening) return this.state;
    this.change({ state: 'opening', entries: [], error: null, noTop: false, sessionId: '' });
    const opening = new AbortController();
    this.opening = opening;
    try {
      const transaction = await connectPop3({ ...options, signal: opening.signal });
      this.transaction = transaction;
      this.change({ sessionId: transaction.sessionId, lockedSince: new Date().toISOString() });
      await transaction.stat();
      const sizes = await transaction.list();
      const [uidls, downloaded] = await Promise.all([transaction.uidl(sizes), this.help.downloaded()]);
      const entries = [...sizes].map(([number, octets]) => {
        const uidl = uidls.get(number) ?? '';
        return { number, octets, uidl, subject: '', from: '', downloaded: downloaded.has(uidl), marked: false };
      });
      const opened = this.change({ state: 'open', entries });
      void this.fillSubjects(transaction);
      return opened;
    } catch (error) {
      throw this.fail(error);
    } finally {
      this.opening = null;
    }
  }

  private async fillSubjects(transaction: Transaction): Promise<void> {
    const { capabilities } = transaction;
    if (capabilities.known && !capabilities.top) {
      this.change({ noTop: true });
      return;
    }
    let found = new Map<number, Partial<MaildropEntry>>();
    let shownAt = performance.now();
    let anyHeader = false;
    const show = () => {
      this.changeEntries(found);
      found = new Map();
      shownAt = performance.now();
    };
    try {
      await transaction.headersOf(
        this.state.entries.map(({ number }) => number),
        async (number, header) => {
          // A server gives nothing of a message that was marked meanwhile (RFC 1939 §7).
          if (header instanceof Error) return;
          anyHeader = true;
          // A header that nobody can read is a line without a subject, not the end of the list.
          found.set(number, await this.help.decodeHeaders(header).catch(() => ({})));
          if (performance.now() - shownAt > showEveryMs && this.transaction === transaction) show();
        },
      );
      if (this.transaction !== transaction) return;
      show();
      if (!anyHeader && this.state.entries.some(({ marked }) => !marked)) this.change({ noTop: true });
    } catch (error) {
      if (this.transaction === transaction) this.fail(error);
    }
  }

  async mark(number: number): Promise<Maildrop> {
    return this.run(async (transaction) => {
      await transaction.dele(number);
      this.changeEntry(number, { marked: true });
    });
  }

  /** POP3 takes back all marks or none: the others are marked again. */
  async unmark(number: number): Promise<Maildrop> {
    return this.run(async (transaction) => {
      await transaction.rset();
      const others = this.state.entries.filter((entry) => entry.marked && entry.number !== number);
      await transaction.deleMany(others.map((entry) => entry.number));
      this.changeEntry(number, { marked: false });
    });
  }

  async reset(): Promise<Maildrop> {
    return this.run(async (transaction) => {
      await transaction.rset();
      this.change({ entries: this.state.entries.map((entry) => ({ ...entry, marked: false })) });
    });
  }

  /** Fetches one message; `save` makes it durable before the entry says that it is here. */
  async download(
    number: number,
    save: (uidl: string, fetch: (onChunk: (chunk: Buffer) => Promise<void>) => Promise<number>) => Promise<void>,
  ) {
    return this.run(async (transaction) => {
      const entry = this.state.entries.find((one) => one.number === number);
      await save(entry?.uidl ?? '', (onChunk) => transaction.retrieve(number, onChunk, entry?.octets));
      this.changeEntry(number, { downloaded: true });
    });
  }

  /** QUIT. @returns the ids that no message on the server has any more; none without its answer */
  async apply(): Promise<{ deleted: string[] }> {
    const { transaction } = this;
    const { entries } = this.state;
    const marked = entries.filter((entry) => entry.marked).map((entry) => entry.uidl);
    if (!transaction) return { deleted: [] };
    this.transaction = null;
    this.change({ state: 'closing' });
    try {
      const { answered } = await transaction.quit();
      const ids = entries.map((entry) => entry.uidl);
      return { deleted: answered ? idsToForget(ids, marked) : [] };
    } finally {
      this.change({ state: 'closed', lockedSince: null, entries: [] });
    }
  }

  /** Without QUIT: nothing is deleted. */
  drop(): void {
    this.opening?.abort();
    this.transaction?.drop();
    this.transaction = null;
    this.change({ state: 'closed', lockedSince: null, entries: [] });
  }

  private async run(work: (transaction: Transaction) => Promise<void>): Promise<Maildrop> {
    if (!this.transaction) return this.state;
    try {
      await work(this.transaction);
      return this.state;
    } catch (error) {
      // A refused command leaves the session as it was; a broken line ends it.
      if (asPosthornError(error).code === 'pop3.command-refused') throw error;
      throw this.fail(error);
    }
  }

  /** Lets the maildrop go, so that it does not stay locked for others; nothing is deleted. */
  private fail(error: unknown): PosthornError {
    const reason = asPosthornError(error);
    this.transaction?.drop(reason);
    this.transaction = null;
    const cancelled = reason.code === 'app.cancelled';
    this.change({ state: 'closed', lockedSince: null, error: cancelled ? null : reason.toJSON() });
    return reason;
  }
}

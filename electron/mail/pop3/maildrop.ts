import type { Maildrop, MaildropEntry } from '../../../shared/contract';
import { asPosthornError } from '../../../shared/errors';
import { connectPop3, type Pop3Options } from './authorization';
import type { Transaction } from './transaction';

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

  private changeEntry(number: number, change: Partial<MaildropEntry>): Maildrop {
    const entries = this.state.entries.map((entry) => (entry.number === number ? { ...entry, ...change } : entry));
    return this.change({ entries });
  }

  /** Locks the maildrop and lists it; subjects follow by TOP. */
  async open(options: Pop3Options): Promise<Maildrop> {
    if (this.transaction) return this.state;
    this.change({ state: 'opening', entries: [], error: null, noTop: false, sessionId: '' });
    try {
      const transaction = await connectPop3(options);
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
    }
  }

  private async fillSubjects(transaction: Transaction): Promise<void> {
    try {
      for (const { number } of this.state.entries) {
        if (this.transaction !== transaction) return;
        const header = await transaction.top(number, 0);
        this.changeEntry(number, await this.help.decodeHeaders(header));
      }
    } catch (error) {
      if (asPosthornError(error).code === 'pop3.command-refused') this.change({ noTop: true });
      else if (this.transaction === transaction) this.fail(error);
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
      const uidl = this.state.entries.find((entry) => entry.number === number)?.uidl ?? '';
      await save(uidl, (onChunk) => transaction.retrieve(number, onChunk));
      this.changeEntry(number, { downloaded: true });
    });
  }

  /** QUIT. @returns what the server said is deleted: the UIDLs of what was marked, or none without its answer */
  async apply(): Promise<{ deleted: string[] }> {
    const { transaction } = this;
    const marked = this.state.entries.filter((entry) => entry.marked).map((entry) => entry.uidl);
    if (!transaction) return { deleted: [] };
    this.transaction = null;
    this.change({ state: 'closing' });
    try {
      const { answered } = await transaction.quit();
      return { deleted: answered ? marked : [] };
    } finally {
      this.change({ state: 'closed', lockedSince: null, entries: [] });
    }
  }

  /** Without QUIT: nothing is deleted. */
  drop(): void {
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

  private fail(error: unknown) {
    const reason = asPosthornError(error);
    this.transaction = null;
    this.change({ state: 'closed', lockedSince: null, error: reason.toJSON() });
    return reason;
  }
}

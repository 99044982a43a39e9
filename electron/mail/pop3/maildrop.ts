import { judgePop3 } from '../../../shared/commands/pop3';
import type { Maildrop, MaildropChange, MaildropEntry, Result } from '../../../shared/contract';
import { asPosthornError, fail, type PosthornError } from '../../../shared/errors';
import { connectPop3, type Pop3Options } from './connect';
import { FirstLines } from './first-lines';
import { KeepingSink, type MaildropKeeper } from './keeping-sink';
import { MaildropPicture } from './maildrop-picture';
import type { Transaction } from './transaction';
import { idsToForget } from './unique-ids';

/** How often subjects that come in are shown; a window draws no more of it. */
const showEveryMs = 100;
/** RFC 1939 §3: a server may hang up after ten minutes without a command. */
const noopEveryMs = 60_000;
/** So much of an answer to a command by hand is shown. */
const mostLines = 200;
/** How many lines of a body a preview asks for. */
const previewLines = 20;
/** So many messages are fetched at a go; between two, other commands have their turn, and a person may stop it. */
const handful = 16;

/** What the maildrop needs to know that only the store and the MIME reader can tell. */
export interface MaildropHelp {
  /** How much of each message is on this computer, by UIDL. */
  known(): Promise<ReadonlyMap<string, Pick<MaildropEntry, 'here' | 'since'>>>;
  decodeHeaders(raw: Buffer): { subject: string; from: string };
  onChange(change: MaildropChange): void;
  /** Tests can't wait for a minute. */
  noopEveryMs?: number;
}

/** The maildrop of one account, held open for a person who looks at it and marks by hand. */
export class MaildropSession {
  private transaction: Transaction | null = null;
  /** While it is being opened: ends that. */
  private opening: AbortController | null = null;
  /** Until the UIDLs are known nobody may be told what a message is. */
  private identified: Promise<void> = Promise.resolve();
  /** Whose headers are on their way. */
  private readonly asked = new Set<number>();
  private anyHeader = false;
  private keeping: NodeJS.Timeout | null = null;
  private readonly picture: MaildropPicture;

  constructor(
    accountId: string,
    private readonly help: MaildropHelp,
  ) {
    this.picture = new MaildropPicture(accountId, help.onChange);
  }

  get current(): Maildrop {
    return this.picture.current;
  }

  /** Whether it keeps others from the maildrop, or is about to. */
  get holds(): boolean {
    return this.transaction !== null || this.opening !== null;
  }

  /** How many marks would be lost with the line. */
  get marked(): number {
    return this.picture.marked.length;
  }

  entry(number: number): MaildropEntry | undefined {
    return this.picture.entry(number);
  }

  /** Locks the maildrop and lists it. Subjects come when somebody looks. */
  async open(options: Omit<Pop3Options, 'signal'>): Promise<void> {
    if (this.transaction || this.opening) return;
    this.picture.replace([], { state: 'opening', error: null, noTop: false, sessionId: '', stat: null });
    const opening = new AbortController();
    this.opening = opening;
    this.anyHeader = false;
    this.asked.clear();
    try {
      const transaction = await connectPop3({ ...options, signal: opening.signal });
      this.transaction = transaction;
      // A server may tire of waiting: the lock must not be shown when there is none.
      void transaction.hungUp().then((reason) => {
        if (this.transaction === transaction) this.fail(reason);
      });
      this.picture.set({ sessionId: transaction.sessionId, lockedSince: now() });
      const stat = await transaction.stat();
      const sizes = await transaction.list();
      const { capabilities } = transaction;
      this.identified = this.identify(transaction, sizes);
      this.picture.replace(
        [...sizes].map(([number, octets]) => ({ number, octets, ...unknown })),
        { state: 'open', stat, noTop: capabilities.known && !capabilities.top, lastCommandAt: now() },
      );
      await this.identified;
      this.summarise();
      await this.learnLanguages(transaction, options.language ?? null);
    } catch (error) {
      throw this.fail(error);
    } finally {
      this.opening = null;
    }
  }

  private async identify(transaction: Transaction, sizes: ReadonlyMap<number, number>): Promise<void> {
    const [uidls, known] = await Promise.all([
      transaction.uidl(sizes, { byFetching: false }).catch(nothingIfRefused),
      this.help.known(),
    ]);
    if (this.transaction !== transaction) return;
    this.picture.update(
      [...uidls].map(([number, uidl]) => [number, { uidl, ...known.get(uidl) }] as const),
      { lastCommandAt: now() },
    );
  }

  /** @param wanted what was asked for at the login, if anything was */
  private async learnLanguages(transaction: Transaction, wanted: string | null): Promise<void> {
    if (!transaction.capabilities.lang) return;
    const languages = await transaction.languages().catch(noneIfRefused);
    if (this.transaction !== transaction) return;
    this.picture.set({ languages, lastCommandAt: now() });
    this.picture.set({ language: wanted === null ? null : this.tagOf(wanted) });
  }

  /** LANG, for the answers of this session. @param language null: as the server likes @throws `pop3.language-refused` */
  setLanguage(language: string | null): Promise<void> {
    return this.run(async (transaction) => {
      await transaction.lang(language ?? '*');
      this.picture.set({ language });
    });
  }

  /** A tag as the server lists it; null: none of its languages is meant. */
  private tagOf(tag: string): string | null {
    const { languages } = this.picture.current;
    return languages.find((language) => language.tag.toLowerCase() === tag.toLowerCase())?.tag ?? null;
  }

  /** Asks for the headers of these, where they are not known yet. */
  async look(numbers: number[]): Promise<void> {
    const { transaction } = this;
    if (!transaction || this.picture.noTop) return;
    const wanted = numbers.filter((number) => {
      const entry = this.picture.entry(number);
      return entry?.subject === null && !entry.marked && !this.asked.has(number);
    });
    if (wanted.length === 0) return;
    for (const number of wanted) this.asked.add(number);
    let found = new Map<number, Partial<MaildropEntry>>();
    let shownAt = performance.now();
    const show = () => {
      this.picture.update(found, { lastCommandAt: now() });
      found = new Map();
      shownAt = performance.now();
    };
    try {
      await transaction.headersOf(wanted, (number, header) => {
        // A server gives nothing of a message that was marked meanwhile (RFC 1939 §7).
        if (header instanceof Error) return;
        this.anyHeader = true;
        found.set(number, this.help.decodeHeaders(header));
        if (performance.now() - shownAt > showEveryMs && this.transaction === transaction) show();
      });
      if (this.transaction !== transaction) return;
      show();
      if (!this.anyHeader && wanted.some((number) => !this.picture.entry(number)?.marked))
        this.picture.set({ noTop: true });
    } catch (error) {
      if (this.transaction === transaction) throw this.fail(error);
    } finally {
      for (const number of wanted) this.asked.delete(number);
    }
  }

  /** @returns those that the server would not mark */
  mark(numbers: number[]): Promise<{ refused: number[] }> {
    return this.run(async (transaction) => {
      const wanted = numbers.filter((number) => this.picture.entry(number)?.marked === false);
      const [only] = wanted;
      // The server's own words to one refusal are worth more than its number.
      if (only !== undefined && wanted.length === 1) await transaction.dele(only);
      const refused = wanted.length > 1 ? await transaction.deleMany(wanted) : [];
      const not = new Set(refused);
      this.setMarks(
        wanted.filter((number) => !not.has(number)),
        true,
      );
      return { refused };
    });
  }

  /**
   * POP3 takes back all marks or none: the others are marked again.
   * @returns those of the others that the server would not mark again
   */
  unmark(numbers: number[]): Promise<{ refused: number[] }> {
    return this.run(async (transaction) => {
      const all = this.picture.marked.map(({ number }) => number);
      const freed = new Set(numbers);
      if (!all.some((number) => freed.has(number))) return { refused: [] };
      await transaction.rset();
      const refused = await transaction.deleMany(all.filter((number) => !freed.has(number)));
      this.setMarks([...numbers, ...refused], false);
      return { refused };
    });
  }

  reset(): Promise<void> {
    return this.run(async (transaction) => {
      await transaction.rset();
      this.unmarkAll();
    });
  }

  private unmarkAll(): void {
    this.setMarks(
      this.picture.marked.map(({ number }) => number),
      false,
    );
  }

  private setMarks(numbers: number[], marked: boolean): void {
    this.picture.update(numbers.map((number) => [number, { marked }] as const));
    this.summarise();
  }

  private summarise(): void {
    const { entries } = this.picture.current;
    const parts = [`${entries.length.toLocaleString('en')} ${entries.length === 1 ? 'message' : 'messages'}`];
    if (this.marked > 0) parts.push(`${this.marked} marked`);
    this.transaction?.summarise(parts.join(' · '));
  }

  /** The header and the first lines of a message, as they came. */
  preview(number: number): Promise<Buffer> {
    return this.run((transaction) => transaction.top(number, previewLines));
  }

  /** Fetches messages; each is called here once it is durable. */
  download(
    numbers: number[],
    keeper: MaildropKeeper,
    { signal, onProgress }: { signal: AbortSignal; onProgress(done: number, total: number): void },
  ): Promise<{ downloaded: number; refused: number[] }> {
    return this.run(async (transaction) => {
      const wanted = numbers.filter((number) => {
        const entry = this.picture.entry(number);
        return entry && entry.here !== 'whole';
      });
      const refused: number[] = [];
      let downloaded = 0;
      onProgress(0, wanted.length);
      for (let at = 0; at < wanted.length && !signal.aborted; at += handful) {
        const got = await this.fetch(transaction, wanted.slice(at, at + handful), keeper, refused);
        downloaded += got;
        onProgress(Math.min(at + handful, wanted.length), wanted.length);
      }
      return { downloaded, refused };
    });
  }

  private async fetch(
    transaction: Transaction,
    numbers: number[],
    keeper: MaildropKeeper,
    refused: number[],
  ): Promise<number> {
    const sizes = new Map(numbers.map((number) => [number, this.picture.entry(number)?.octets ?? 0]));
    const sink = new KeepingSink(keeper, (number) => this.picture.entry(number)?.uidl ?? '');
    try {
      await transaction.retrieveMany(sizes, sink);
    } finally {
      await sink.settle();
      this.picture.update(sink.whole.map((number) => [number, { here: 'whole', since: now() }] as const));
    }
    if (sink.failure !== undefined) throw sink.failure;
    refused.push(...sink.notGiven);
    return sink.whole.length;
  }

  /** One message straight to where `write` puts it. */
  save(number: number, write: (chunk: Buffer) => Promise<void>): Promise<void> {
    return this.run(async (transaction) => {
      let failure: unknown;
      const take = async (chunk: Buffer) => {
        if (failure === undefined) await write(chunk).catch((error: unknown) => (failure = error));
      };
      await transaction.retrieve(number, take, this.picture.entry(number)?.octets);
      if (failure !== undefined) throw failure;
    });
  }

  /**
   * A command that a person typed. What the maildrop is said to hold follows it.
   * @throws `pop3.command-not-sent`
   */
  async command(typed: string, confirmed: boolean): Promise<Result<'maildrop.command'>> {
    const { verb, argument, line, multiLine, verdict, reason } = judgePop3(typed);
    if (verdict === 'refuse' || (verdict === 'confirm' && !confirmed))
      throw fail('pop3.command-not-sent', { command: verb, reason });
    if (verb === 'QUIT')
      throw fail('pop3.command-not-sent', { command: verb, reason: 'To apply and disconnect is a call of its own.' });
    return this.run(async (transaction) => {
      const lines = new FirstLines(mostLines);
      const reply = await transaction.byHand(line, multiLine ? (chunk) => lines.push(chunk) : null);
      if (reply.ok && verb === 'DELE') this.setMarks([Number(argument)], true);
      if (reply.ok && verb === 'RSET') this.unmarkAll();
      if (reply.ok && verb === 'LANG' && argument !== '') this.picture.set({ language: this.tagOf(argument) });
      return { status: reply.line, ok: reply.ok, ...lines.end() };
    });
  }

  /** NOOP now and then, so that the server does not hang up on somebody who thinks. */
  keepOpen(on: boolean): void {
    if (this.keeping) clearInterval(this.keeping);
    this.keeping = null;
    if (!this.transaction) return;
    if (on) {
      let pending = false;
      this.keeping = setInterval(() => {
        // Behind a long answer they would only pile up.
        if (pending) return;
        pending = true;
        // Why it failed is in the picture, which everybody sees.
        void this.run((transaction) => transaction.noop())
          .catch(() => {})
          .finally(() => {
            pending = false;
          });
      }, this.help.noopEveryMs ?? noopEveryMs);
      this.keeping.unref();
    }
    this.picture.set({ keptOpen: on });
  }

  /** QUIT. @returns the ids that no message on the server has any more; without its answer nobody knows */
  async apply(): Promise<{ deleted: string[]; uncertain: boolean }> {
    const { transaction } = this;
    if (!transaction) return { deleted: [], uncertain: false };
    await this.identified.catch(() => {});
    const marked = this.picture.marked.map(({ uidl }) => uidl);
    this.picture.set({ state: 'closing' });
    this.letGo();
    try {
      const { answered } = await transaction.quit();
      const ids = this.picture.current.entries.map(({ uidl }) => uidl);
      return { deleted: answered ? idsToForget(ids, marked) : [], uncertain: !answered && marked.length > 0 };
    } finally {
      this.picture.close();
    }
  }

  /** Without QUIT: nothing is deleted. */
  drop(): void {
    this.opening?.abort();
    this.letGo()?.drop();
    this.picture.close();
  }

  private letGo(): Transaction | null {
    const { transaction } = this;
    this.keepOpen(false);
    this.transaction = null;
    return transaction;
  }

  private async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { transaction } = this;
    if (!transaction) throw fail('pop3.no-session', {});
    try {
      await this.identified;
      return await work(transaction);
    } catch (error) {
      // A refusal, or a disk that is full, leaves the session as it was; a broken line ends it.
      if (leavesSession(error) || this.transaction !== transaction) throw error;
      throw this.fail(error);
    } finally {
      if (this.transaction === transaction) this.picture.set({ lastCommandAt: now() });
    }
  }

  /** Lets the maildrop go, so that it does not stay locked for others; nothing is deleted. */
  private fail(error: unknown): PosthornError {
    const reason = asPosthornError(error);
    this.letGo()?.drop(reason);
    this.picture.close(reason.code === 'app.cancelled' ? null : reason.toJSON());
    return reason;
  }
}

const now = () => new Date().toISOString();

const unknown = { uidl: '', subject: null, from: null, here: 'none', since: null, marked: false } as const;

/** A server with neither UIDL nor TOP can still be looked at. */
function nothingIfRefused(error: unknown): Map<number, string> {
  if (asPosthornError(error).code === 'pop3.command-refused') return new Map();
  throw error;
}

/** A server that announces LANG and refuses to list speaks what it speaks. */
function noneIfRefused(error: unknown): [] {
  if (asPosthornError(error).code === 'pop3.language-refused') return [];
  throw error;
}

function leavesSession(error: unknown): boolean {
  const { code } = asPosthornError(error);
  return (
    code.startsWith('store.') ||
    [
      'pop3.command-refused',
      'pop3.language-refused',
      'pop3.temporarily-unavailable',
      'pop3.permanently-unavailable',
    ].includes(code)
  );
}

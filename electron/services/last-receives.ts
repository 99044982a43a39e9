import * as v from 'valibot';
import type { Account, LastReceive, ServerNote } from '../../shared/contract';
import type { ErrorData } from '../../shared/errors';
import { topicOf } from '../../shared/notes';
import type { Emit } from '../ipc';

/** The topics that somebody has dismissed, by account. */
export const dismissedSchema = v.record(v.string(), v.array(v.string()));
type Dismissed = v.InferOutput<typeof dismissedSchema>;

export interface DismissedFile {
  read(): Promise<Dismissed>;
  write(value: Dismissed): Promise<void>;
}

/** So many are remembered for an account: notes about messages that are long gone come no more. */
const mostDismissed = 200;

type Which = Pick<Account, 'id' | 'incoming'>;

/** An account that goes to another server has nothing dismissed there yet. */
const topicAt = ({ incoming: { host, port } }: Which, note: ServerNote) => `${host}:${port} ${topicOf(note)}`;

/** How the last session of each account ended, since this program started; what the status bar tells. */
export class LastReceives {
  private readonly byAccount = new Map<string, LastReceive>();
  private changing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: DismissedFile,
    private readonly emit: Emit,
  ) {}

  get(accountId: string): LastReceive {
    return this.byAccount.get(accountId) ?? { accountId, at: null, error: null, notes: [] };
  }

  /** @param notes what was seen of the server; what was dismissed is left out */
  async succeeded(account: Which, notes: ServerNote[]): Promise<void> {
    const dismissed = new Set((await this.file.read())[account.id]);
    const left = notes.filter((note) => !dismissed.has(topicAt(account, note)));
    this.set(account.id, { at: new Date().toISOString(), error: null, notes: left });
  }

  failed(accountId: string, error: ErrorData): void {
    this.set(accountId, { at: new Date().toISOString(), error });
  }

  async dismiss(account: Which, note: ServerNote): Promise<void> {
    const topic = topicAt(account, note);
    await this.change((all) => {
      const others = (all[account.id] ?? []).filter((one) => one !== topic);
      return { ...all, [account.id]: [...others, topic].slice(-mostDismissed) };
    });
    const notes = this.get(account.id).notes.filter((one) => topicAt(account, one) !== topic);
    this.set(account.id, { notes });
  }

  /** The account is removed. */
  async forget(accountId: string): Promise<void> {
    this.byAccount.delete(accountId);
    await this.change(({ [accountId]: _gone, ...others }) => others);
  }

  /** One after the other: two that read the same would each write without what the other wrote. */
  private change(make: (all: Dismissed) => Dismissed): Promise<void> {
    const next = this.changing.then(async () => this.file.write(make(await this.file.read())));
    this.changing = next.catch(() => {});
    return next;
  }

  private set(accountId: string, change: Partial<LastReceive>): void {
    this.byAccount.set(accountId, { ...this.get(accountId), ...change });
    this.emit('mail.lastReceiveChanged', { accountId });
  }
}

import type { Maildrop, MaildropChange, MaildropEntry } from '../../../shared/contract';

type Status = Omit<Maildrop, 'entries' | 'revision' | 'accountId'>;

const closed: Status = {
  state: 'closed',
  lockedSince: null,
  lastCommandAt: null,
  keptOpen: false,
  sessionId: '',
  stat: null,
  noTop: false,
  languages: [],
  language: null,
  error: null,
};

/** What is known of a maildrop; tells of each change no more than what changed. */
export class MaildropPicture {
  private status: Status = closed;
  private revision = 0;
  private byNumber = new Map<number, MaildropEntry>();

  constructor(
    private readonly accountId: string,
    private readonly onChange: (change: MaildropChange) => void,
  ) {}

  get current(): Maildrop {
    const { accountId, revision } = this;
    return { ...this.status, accountId, revision, entries: [...this.byNumber.values()] };
  }

  get noTop(): boolean {
    return this.status.noTop;
  }

  entry(number: number): MaildropEntry | undefined {
    return this.byNumber.get(number);
  }

  get marked(): MaildropEntry[] {
    return [...this.byNumber.values()].filter(({ marked }) => marked);
  }

  set(status: Partial<Status>): void {
    this.announce(status, 'some', []);
  }

  /** Begins with these entries. */
  replace(entries: MaildropEntry[], status: Partial<Status>): void {
    this.byNumber = new Map(entries.map((entry) => [entry.number, entry]));
    this.announce(status, 'all', entries);
  }

  /** Changes these entries; a number that nothing has is left out. */
  update(changes: Iterable<readonly [number, Partial<MaildropEntry>]>, status: Partial<Status> = {}): void {
    const changed: MaildropEntry[] = [];
    for (const [number, change] of changes) {
      const before = this.byNumber.get(number);
      if (!before) continue;
      const after = { ...before, ...change };
      this.byNumber.set(number, after);
      changed.push(after);
    }
    this.announce(status, 'some', changed);
  }

  /** The maildrop is let go. */
  close(error: Maildrop['error'] = null): void {
    this.replace([], { ...closed, sessionId: this.status.sessionId, error });
  }

  private announce(status: Partial<Status>, which: MaildropChange['which'], entries: MaildropEntry[]): void {
    this.status = { ...this.status, ...status };
    this.revision += 1;
    this.onChange({ ...this.status, accountId: this.accountId, revision: this.revision, which, entries });
  }
}

import type { PosthornError } from '../../../shared/errors';
import type { MessageSink } from './transaction';

interface Incoming {
  write(chunk: Buffer): Promise<void> | undefined;
  end(): Promise<void> | undefined;
  discard(): Promise<void>;
}

/** Where messages are kept that are downloaded; what ended is here once it is settled. */
export interface MaildropKeeper {
  begin(uidl: string): Incoming;
  settle(): Promise<void>;
}

/**
 * Hands messages on to be kept. Whatever the disk says, the rest of the answers is still read, since the next command
 * would otherwise get it for its own; the failure waits until then.
 */
export class KeepingSink implements MessageSink {
  readonly whole: number[] = [];
  readonly notGiven: number[] = [];
  failure: unknown;
  private incoming: Incoming | null = null;

  constructor(
    private readonly keeper: MaildropKeeper,
    private readonly uidlOf: (number: number) => string,
  ) {}

  chunk(number: number, chunk: Buffer): Promise<void> {
    return this.quietly(async () => this.begun(number).write(chunk));
  }

  end(number: number): Promise<void> {
    return this.quietly(async () => {
      await this.begun(number).end();
      this.incoming = null;
      this.whole.push(number);
    });
  }

  refused(number: number, _error: PosthornError): void {
    this.notGiven.push(number);
  }

  /** Makes durable what came whole. */
  async settle(): Promise<void> {
    await this.incoming?.discard();
    this.incoming = null;
    if (this.whole.length > 0) await this.keeper.settle();
  }

  private begun(number: number): Incoming {
    this.incoming ??= this.keeper.begin(this.uidlOf(number));
    return this.incoming;
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.failure = error;
    }
  }
}

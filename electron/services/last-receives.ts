import type { LastReceive } from '../../shared/contract';
import type { ErrorData } from '../../shared/errors';
import type { Emit } from '../ipc';

/** How the last session of each account ended, since this program started; what the status bar tells. */
export class LastReceives {
  private readonly byAccount = new Map<string, LastReceive>();

  constructor(private readonly emit: Emit) {}

  get(accountId: string): LastReceive {
    return this.byAccount.get(accountId) ?? { accountId, at: null, error: null };
  }

  /** A session has ended, with this error or well. */
  ended(accountId: string, error: ErrorData | null): void {
    this.byAccount.set(accountId, { accountId, at: new Date().toISOString(), error });
    this.emit('mail.lastReceiveChanged', { accountId });
  }
}

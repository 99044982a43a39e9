import type { DnsServer } from '../../../shared/contract/dns-server';
import type { TlsFacts } from '../../../shared/contract/wire';
import type { PosthornError } from '../../../shared/errors';
import type { Session } from '../../wire';
import type { Asking, Received } from '../matching';

/** A connection to a server that takes many questions, also at once. */
export interface Line {
  readonly encryption: { facts: TlsFacts; doubt: PosthornError | null } | null;
  /** Resolves when it takes no more questions. */
  readonly gone: Promise<void>;
  ask(asking: Asking): Promise<Received>;
  close(): void;
}

export interface LineOptions {
  server: DnsServer;
  /** PEMs trusted besides the system's. */
  ca: string[];
  /** Any certificate is taken. */
  opportunistic: boolean;
  /** Of the question that it is opened for. */
  session: Session;
  /** How long each step may take. */
  stepMs: number;
}

/** How long a server may take to be connected to, and to answer, unless it is told otherwise. */
export const lineMs = 5_000;
export const lineDeadlines = (stepMs: number) => ({ connectMs: stepMs, tlsMs: stepMs, idleMs: stepMs });

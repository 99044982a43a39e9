import type { RecipientState } from '../../../shared/contract';
import { connectSmtp, type SmtpOptions } from './connect';
import { type Content, contentOf } from './content';
import { addressOf, checkEnvelope, type Envelope } from './envelope';
import { type Delivered, summaryOf, untried } from './outcome';

export interface SendOutcome {
  recipients: RecipientState[];
  /** The server's last word on the content: `250 2.0.0 queued as 7F3A`. */
  reply: string;
  sessionId: string;
}

/** A refusal, with what was learnt of each recipient before it. */
export class SendFailure extends Error {
  constructor(
    override readonly cause: Error,
    readonly recipients: RecipientState[],
    readonly sessionId: string,
  ) {
    super(cause.message);
  }
}

export interface SendOptions extends SmtpOptions {
  envelope: Envelope;
  /** The message; its line ends are made CRLF and its dots are stuffed on the way. */
  content: Content | Uint8Array;
  /** Told how many octets of the content the connection has taken. */
  onProgress?: ((octets: number) => void) | undefined;
}

/**
 * Sends one message in one session.
 * @returns what each recipient's server answered; a refused one among accepted ones is no error
 * @throws {@link SendFailure} when nobody was accepted, or nobody knows
 */
export async function sendMail(options: SendOptions): Promise<SendOutcome> {
  const { envelope, onStep, onProgress } = options;
  const content = options.content instanceof Uint8Array ? contentOf(options.content) : options.content;
  const ready = await checkedConnect(options).catch((error: unknown) => {
    const cause = error instanceof Error ? error : new Error(String(error));
    throw new SendFailure(cause, envelope.to.map(addressOf).map(untried), '');
  });
  const { sessionId } = ready;
  // A server that has gone by now leaves it in the queue.
  let delivered: Delivered = { recipients: envelope.to.map(addressOf).map(untried), reply: '', error: null };
  const onDelivered = (what: Delivered) => {
    delivered = what;
  };
  const jobs = [{ envelope, content, onStep, onProgress, onDelivered }];
  await ready.sendAll({ take: () => jobs.pop() ?? null });
  if (jobs.length > 0) delivered.error = ready.failure;
  const { recipients, reply, error } = delivered;
  ready.summarise(summaryOf([delivered]));
  if (error?.code === 'smtp.doubtful' || ready.failure) ready.drop(error ?? ready.failure);
  else void ready.quit(error ?? undefined);
  if (error) throw new SendFailure(error, recipients, sessionId);
  return { recipients, reply, sessionId };
}

async function checkedConnect(options: SendOptions) {
  checkEnvelope(options.envelope);
  return connectSmtp(options);
}

import type { SmtpSession } from '../../shared/contract';

/** What a client says in its turn, from the greeting to QUIT, to send one message. */
export const stepOrder = [
  'hello',
  'starttls',
  'helloAgain',
  'login',
  'mail',
  'rcpt',
  'data',
  'content',
  'quit',
] as const;
export type Step = (typeof stepOrder)[number];

export interface StepState {
  step: Step;
  /** `skipped`: the server does not offer it, or the person went on without. */
  state: 'done' | 'next' | 'later' | 'skipped';
}

/**
 * Where a session stands on the way to one message sent.
 * @param without what the person chose to go on without
 */
export function stepsOf(session: SmtpSession, without: ReadonlySet<Step>): StepState[] {
  const { phase, hello, tls, tlsLater, user, recipients, taken, extensions } = session;
  const greeted = hello !== null;
  const offered = (keyword: string) => extensions.some((one) => one.keyword === keyword);
  const sent = taken > 0 && phase === 'ready';
  const begun = sent || phase === 'sender' || phase === 'recipients' || phase === 'content';
  const done: Record<Step, boolean> = {
    hello: greeted || tlsLater,
    starttls: tlsLater,
    helloAgain: tlsLater && greeted,
    login: user !== '',
    mail: begun,
    rcpt: sent || recipients.length > 0,
    data: sent || phase === 'content',
    content: sent,
    quit: false,
  };
  const noTls = without.has('starttls') || begun || (greeted && !offered('STARTTLS'));
  const skipped: Partial<Record<Step, boolean>> = {
    starttls: noTls,
    helloAgain: !tlsLater && noTls,
    login: without.has('login') || begun || (greeted && !offered('AUTH') && (tls !== null || noTls)),
  };
  // Where encryption came before the first word there is nothing to begin, and nobody greets twice.
  const asked = stepOrder.filter((step) => tls === null || tlsLater || (step !== 'starttls' && step !== 'helloAgain'));
  const next = asked.find((step) => !done[step] && !skipped[step]);
  return asked.map((step) => {
    if (done[step]) return { step, state: 'done' };
    if (step === next) return { step, state: 'next' };
    return { step, state: skipped[step] ? 'skipped' : 'later' };
  });
}

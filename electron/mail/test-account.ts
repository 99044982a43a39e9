import type { AccountInput, TestStep } from '../../shared/contract';
import { asPosthornError } from '../../shared/errors';
import type { Transcripts } from '../wire';
import type { AccountCredentials } from './accounts';
import { connectPop3, type Pop3Step } from './pop3';
import { connectSmtp, type SmtpStep, tlsDetail } from './smtp';

type StepName = TestStep['step'];

export interface TestOptions {
  input: AccountInput;
  credentials: AccountCredentials;
  transcripts: Transcripts;
  ca: string[];
  signal: AbortSignal;
  onStep(step: TestStep): void;
}

/**
 * Tries an account as receiving and sending would, without fetching or sending anything, and says of each step what came
 * of it. A step that fails ends its side; the other side is tried all the same.
 */
export async function testAccount(options: TestOptions): Promise<{ steps: TestStep[]; ok: boolean }> {
  const steps = new Map<StepName, TestStep>();
  const tell = (step: StepName, state: TestStep['state'], detail = '', error: TestStep['error'] = null) => {
    const told = { step, state, detail, error };
    steps.set(step, told);
    options.onStep(told);
  };
  await incoming(options, tell);
  options.signal.throwIfAborted();
  await outgoing(options, tell);
  const all = [...steps.values()];
  return { steps: all, ok: all.every(({ state }) => state !== 'failed') };
}

type Tell = (step: StepName, state: TestStep['state'], detail?: string, error?: TestStep['error']) => void;

async function incoming({ input, credentials, transcripts, ca, signal }: TestOptions, tell: Tell): Promise<void> {
  const { security } = input.incoming;
  const order: Pop3Step[] =
    security === 'none' ? ['connect', 'login', 'maildrop'] : ['connect', 'tls', 'login', 'maildrop'];
  let at = 0;
  const next = () => tell(`incoming.${order[at] ?? 'maildrop'}`, 'running');
  if (security === 'none') tell('incoming.tls', 'skipped', 'the account says: none');
  next();
  try {
    const transaction = await connectPop3({
      ...input.incoming,
      ...credentials,
      transcripts,
      ca,
      signal,
      onStep: (step, detail) => {
        tell(`incoming.${step}`, 'ok', detail);
        at = order.indexOf(step) + 1;
        next();
      },
    });
    const { messages, octets } = await transaction.stat();
    tell('incoming.maildrop', 'ok', `${messages} messages, ${octets.toLocaleString('en')} octets`);
    await transaction.quit();
  } catch (error) {
    const reason = asPosthornError(error);
    // Encryption from the first byte is part of reaching the server, but it is told as its own step.
    const step = reason.code.startsWith('tls.') ? 'incoming.tls' : (`incoming.${order[at] ?? 'maildrop'}` as const);
    if (step === 'incoming.tls' && at === 0)
      tell('incoming.connect', 'ok', `${input.incoming.host}, port ${input.incoming.port}`);
    tell(step, 'failed', '', reason.toJSON());
  }
}

async function outgoing({ input, credentials, transcripts, ca, signal }: TestOptions, tell: Tell): Promise<void> {
  const { host, port, security, user } = input.outgoing;
  const place = `${host}, port ${port}`;
  let at: StepName = 'outgoing.connect';
  tell(at, 'running');
  if (security === 'none') tell('outgoing.tls', 'skipped', 'the account says: none');
  const reached: Partial<Record<SmtpStep, StepName>> = { securing: 'outgoing.tls', login: 'outgoing.login' };
  try {
    const ready = await connectSmtp({
      ...input.outgoing,
      ...credentials,
      transcripts,
      ca,
      signal,
      onStep: (step) => {
        const name = reached[step];
        if (!name || name === at) return;
        tell(at, 'ok', place);
        at = name;
        tell(at, 'running');
      },
    });
    tell('outgoing.connect', 'ok', place);
    if (ready.tls) tell('outgoing.tls', 'ok', tlsDetail(ready.tls));
    if (user === '') tell('outgoing.login', 'skipped', 'no user name');
    else tell('outgoing.login', 'ok', user);
    ready.summarise('connection tested');
    await ready.quit();
  } catch (error) {
    const reason = asPosthornError(error);
    const step = reason.code.startsWith('tls.')
      ? 'outgoing.tls'
      : /^(smtp\.auth|sasl\.)/.test(reason.code)
        ? 'outgoing.login'
        : at;
    if (step !== 'outgoing.connect') tell('outgoing.connect', 'ok', place);
    tell(step, 'failed', '', reason.toJSON());
  }
}

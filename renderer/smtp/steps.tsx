import { type FormEvent, type ReactNode, useState } from 'react';
import type { Account, SmtpSession } from '../../shared/contract';
import { call } from '../client';
import { explain } from '../transcripts/explain';
import { explainSmtp } from '../transcripts/explain/smtp';
import { plural } from '../ui/format';
import { ContentStep } from './content-step';
import { LoginStep } from './login-step';
import { type Step, stepsOf } from './next-step';
import { recipientProblem, senderProblem } from './test-message';

const names: Record<Step, string> = {
  hello: 'Say who calls (EHLO)',
  starttls: 'Encrypt (STARTTLS)',
  helloAgain: 'Say it again (EHLO)',
  login: 'Log in (AUTH)',
  mail: 'Name the sender (MAIL)',
  rcpt: 'Name recipients (RCPT)',
  data: 'Announce the message (DATA)',
  content: 'Send the message',
  quit: 'Say goodbye (QUIT)',
};
const marks = { done: '✓', next: '→', later: '·', skipped: '–' };
const words = { done: 'done', next: 'next', later: 'later', skipped: 'left out' };

interface StepsProps {
  session: SmtpSession;
  account: Account | null;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

/** A whole message, one command at a time. */
export function Steps({ session, account, attempt }: StepsProps) {
  const [without, setWithout] = useState<ReadonlySet<Step>>(new Set());
  const address = account?.address ?? '';
  const [from, setFrom] = useState(address);
  const [to, setTo] = useState(address);
  const [said, setSaid] = useState<{ verb: string; line: string } | null>(null);
  const steps = stepsOf(session, without);
  const next = steps.find(({ state }) => state === 'next')?.step ?? 'quit';
  const send = (line: string) =>
    void attempt(async () => {
      const { ok, lines } = await call('smtp.command', { line, confirmed: true });
      const [verb = ''] = line.split(' ', 1);
      setSaid(ok ? null : { verb, line: lines.at(-1) ?? '' });
    });
  const goOn = () => setWithout((all) => new Set([...all, next]));

  const panels: Record<Step, ReactNode> = {
    hello: <Command line={`EHLO ${session.localName}`} onSend={send} />,
    starttls: <Command line="STARTTLS" onSend={send} otherwise="Go on without encryption" onOtherwise={goOn} />,
    helloAgain: <Command line={`EHLO ${session.localName}`} onSend={send} />,
    login: <LoginStep account={account} encrypted={session.tls !== null} attempt={attempt} onWithout={goOn} />,
    mail: (
      <Command line={`MAIL FROM:<${from}>`} onSend={send} problem={senderProblem(from)}>
        <AddressField label="Sender" value={from} onChange={setFrom} />
      </Command>
    ),
    rcpt: (
      <Command line={`RCPT TO:<${to}>`} onSend={send} problem={recipientProblem(to)}>
        <AddressField label="Recipient" value={to} onChange={setTo} />
      </Command>
    ),
    data: (
      <Command line="DATA" onSend={send}>
        <p className="dim small">
          {plural(session.recipients.length, 'recipient')} so far: {session.recipients.join(', ')}. A further RCPT can
          be typed at the right.
        </p>
      </Command>
    ),
    content: <ContentStep from={from} to={session.recipients} attempt={attempt} />,
    quit: <Command line="QUIT" onSend={send} />,
  };
  return (
    <section aria-label="Step by step" className="steps">
      <ol aria-label="Steps">
        {steps.map(({ step, state }) => (
          <li key={step} className={state} aria-current={state === 'next' ? 'step' : undefined}>
            <span aria-hidden>{marks[state]}</span>
            <span>
              {names[step]}
              <span className="visually-hidden">, {words[state]}</span>
            </span>
          </li>
        ))}
      </ol>
      <div className="step" key={next}>
        {panels[next]}
        {said && <Refused {...said} />}
      </div>
    </section>
  );
}

/** What the server had against a command, and what that means. */
function Refused({ verb, line }: { verb: string; line: string }) {
  const { text, parts } = explainSmtp(line, false, verb);
  const why = parts.at(-1);
  return (
    <section className="refusal" aria-label="Refused" role="status">
      <p className="mono">{line}</p>
      <p>
        {text} {why && `${why.term}: ${why.meaning}.`}
      </p>
    </section>
  );
}

interface CommandProps {
  line: string;
  problem?: string;
  onSend(line: string): void;
  otherwise?: string;
  onOtherwise?: () => void;
  children?: ReactNode;
}

/** One command, what it means, and the button that sends it. */
function Command({ line, problem = '', onSend, otherwise, onOtherwise, children }: CommandProps) {
  const { title, text, rfc } = explain('SMTP', { seq: 0, direction: 'sent', text: line });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === '') onSend(line);
  };
  return (
    <form onSubmit={submit}>
      <p>
        {text} <span className="faint small">{rfc}</span>
      </p>
      {children}
      <pre className="mono">{line}</pre>
      {problem && <p className="small dim">{problem}</p>}
      <div className="row-line">
        <button type="submit" className="button primary" disabled={problem !== ''} title={problem || undefined}>
          Send {title}
        </button>
        {otherwise && (
          <button type="button" className="button" onClick={onOtherwise}>
            {otherwise}
          </button>
        )}
      </div>
    </form>
  );
}

function AddressField({ label, value, onChange }: { label: string; value: string; onChange(value: string): void }) {
  return (
    <label className="labelled">
      <span>{label}</span>
      <input
        className="field mono"
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value.trim())}
      />
    </label>
  );
}

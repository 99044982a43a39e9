import { useRef, useState } from 'react';
import type { Result } from '../../shared/contract';
import { asPosthornError, type ErrorData } from '../../shared/errors';
import { type Judgement, judge } from '../../shared/pop3-commands';
import { call } from '../client';
import { explain } from '../transcripts/explain';
import { Confirm } from '../ui/dialog';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';

interface Answered {
  command: string;
  result?: Result<'maildrop.command'>;
  error?: ErrorData;
}

/** A command for the open session, by hand; what changes something is asked about first. */
export function CommandLine({ accountId, onQuit }: { accountId: string; onQuit(): void }) {
  const [typed, setTyped] = useState('');
  const [asking, setAsking] = useState<Judgement | null>(null);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const earlier = useRef<{ lines: string[]; at: number }>({ lines: [], at: 0 });

  const send = async ({ line }: Judgement, confirmed: boolean) => {
    earlier.current.lines.push(line);
    earlier.current.at = earlier.current.lines.length;
    try {
      setAnswered({ command: line, result: await call('maildrop.command', { accountId, line, confirmed }) });
    } catch (thrown) {
      setAnswered({ command: line, error: asPosthornError(thrown).toJSON() });
    }
  };
  const submit = () => {
    if (typed.trim() === '') return;
    const judged = judge(typed);
    // What was refused may be a password, which must not stay on the screen either.
    setTyped('');
    if (judged.verdict === 'refuse') {
      const what = { code: 'pop3.command-not-sent', happened: `${judged.verb} was not sent.`, todo: '' } as const;
      setAnswered({ command: '', error: { ...what, safe: judged.reason } });
    } else if (judged.verb === 'QUIT') onQuit();
    else if (judged.verdict === 'confirm') setAsking(judged);
    else void send(judged, false);
  };
  const recall = (step: number) => {
    const { lines, at } = earlier.current;
    const next = Math.min(lines.length, Math.max(0, at + step));
    earlier.current.at = next;
    setTyped(lines[next] ?? '');
  };
  const [verb = ''] = typed.trim().split(/\s/, 1);
  const meaning = verb && explain('POP3', { seq: 0, direction: 'sent', text: verb.toUpperCase() });

  return (
    <div className="by-hand">
      {answered && <Answer answered={answered} onClose={() => setAnswered(null)} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <input
          id="pop3-command"
          className="field mono"
          aria-label="POP3 command"
          aria-describedby="pop3-command-meaning"
          placeholder="LIST, UIDL 1, TOP 1 5 …"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowUp') recall(-1);
            else if (event.key === 'ArrowDown') recall(1);
            else if (event.key === 'Escape') document.querySelector<HTMLElement>('.drop-grid')?.focus();
            else return;
            event.preventDefault();
          }}
        />
        <button type="submit" className="button" title="Send this command (Enter)">
          Send
        </button>
      </form>
      <p id="pop3-command-meaning" className="small dim meaning">
        {meaning ? meaning.text : 'Any POP3 command, as you type it. Type : to come here.'}
      </p>
      {asking && (
        <Confirm
          title={`Send ${asking.line}?`}
          action={`Send ${asking.verb}`}
          onClose={() => setAsking(null)}
          onConfirm={() => void send(asking, true)}
        >
          <p>{asking.reason}</p>
        </Confirm>
      )}
    </div>
  );
}

function Answer({ answered: { command, result, error }, onClose }: { answered: Answered; onClose(): void }) {
  return (
    <section className="answer" aria-label="Answer">
      <div className="row-line">
        <span className="mono sent grow">{command}</span>
        <button type="button" className="button bare" onClick={onClose}>
          Close answer
        </button>
      </div>
      {error && <Problem error={error} />}
      {result && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className="mono" tabIndex={0}>
          <span className={result.ok ? 'received' : 'refused'}>{result.status}</span>
          {result.lines.map((line) => `\n${line}`).join('')}
        </pre>
      )}
      {result && result.more > 0 && <p className="small dim">{plural(result.more, 'more line')}, not shown.</p>}
    </section>
  );
}

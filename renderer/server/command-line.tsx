import { useRef, useState } from 'react';
import type { Judgement } from '../../shared/commands/typed';
import type { Protocol } from '../../shared/contract';
import { asPosthornError } from '../../shared/errors';
import { explain } from '../transcripts/explain';
import { Confirm } from '../ui/dialog';
import { plural } from '../ui/format';
import { Problem, type Told } from '../ui/problem';

/** What a server said to a command, as it came; of a long answer its beginning, and how many lines more there were. */
export interface CommandAnswer {
  ok: boolean;
  lines: string[];
  more?: number;
}

interface Answered {
  command: string;
  answer?: CommandAnswer;
  error?: Told;
}

interface CommandLineProps {
  protocol: Protocol;
  /** A few commands to begin with. */
  examples: string;
  /** What is to be thought of a line before it is sent. */
  judge(typed: string): Judgement;
  send(line: string, confirmed: boolean): Promise<CommandAnswer>;
  /** QUIT, where that is more than a command. */
  onQuit?: () => void;
  /** Esc: away from here. */
  onEscape?: () => void;
}

/** A command for the open session, by hand; what changes something is asked about first. */
export function CommandLine({ protocol, examples, judge, send, onQuit, onEscape }: CommandLineProps) {
  const [typed, setTyped] = useState('');
  const [asking, setAsking] = useState<Judgement | null>(null);
  const [answered, setAnswered] = useState<Answered | null>(null);
  const earlier = useRef<{ lines: string[]; at: number }>({ lines: [], at: 0 });

  const give = async ({ line }: Judgement, confirmed: boolean) => {
    earlier.current.lines.push(line);
    earlier.current.at = earlier.current.lines.length;
    try {
      setAnswered({ command: line, answer: await send(line, confirmed) });
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
      setAnswered({ command: '', error: { happened: `${judged.verb} was not sent.`, safe: judged.reason, todo: '' } });
    } else if (judged.verb === 'QUIT' && onQuit) onQuit();
    else if (judged.verdict === 'confirm') setAsking(judged);
    else void give(judged, false);
  };
  const recall = (step: number) => {
    const { lines, at } = earlier.current;
    const next = Math.min(lines.length, Math.max(0, at + step));
    earlier.current.at = next;
    setTyped(lines[next] ?? '');
  };
  const [verb = ''] = typed.trim().split(/\s/, 1);
  const meaning = verb && explain(protocol, { seq: 0, direction: 'sent', text: verb.toUpperCase() });

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
          id="typed-command"
          className="field mono"
          aria-label={`${protocol} command`}
          aria-describedby="typed-command-meaning"
          placeholder={examples}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowUp') recall(-1);
            else if (event.key === 'ArrowDown') recall(1);
            else if (event.key === 'Escape' && onEscape) onEscape();
            else return;
            event.preventDefault();
          }}
        />
        <button type="submit" className="button" title="Send this command (Enter)">
          Send
        </button>
      </form>
      <p id="typed-command-meaning" className="small dim meaning">
        {meaning ? meaning.text : `Any ${protocol} command, as you type it. Type : to come here.`}
      </p>
      {asking && (
        <Confirm
          title={`Send ${asking.line}?`}
          action={`Send ${asking.verb}`}
          onClose={() => setAsking(null)}
          onConfirm={() => void give(asking, true)}
        >
          <p>{asking.reason}</p>
        </Confirm>
      )}
    </div>
  );
}

function Answer({ answered: { command, answer, error }, onClose }: { answered: Answered; onClose(): void }) {
  const [status, ...lines] = answer?.lines ?? [];
  return (
    <section className="answer" aria-label="Answer">
      <div className="row-line">
        <span className="mono sent grow">{command}</span>
        <button type="button" className="button bare" onClick={onClose}>
          Close answer
        </button>
      </div>
      {error && <Problem error={error} />}
      {answer && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className="mono" tabIndex={0}>
          <span className={answer.ok ? 'received' : 'refused'}>{status}</span>
          {lines.map((line) => `\n${line}`).join('')}
        </pre>
      )}
      {answer?.more ? <p className="small dim">{plural(answer.more, 'more line')}, not shown.</p> : null}
    </section>
  );
}

import { type FormEvent, useState } from 'react';
import { call } from '../client';
import { plural } from '../ui/format';
import { testMessage } from './test-message';

interface ContentStepProps {
  from: string;
  /** Those whom the server took. */
  to: readonly string[];
  attempt(work: () => Promise<unknown>): Promise<void>;
}

/** The message behind 354, which the server delivers once its final dot has come. */
export function ContentStep({ from, to, attempt }: ContentStepProps) {
  const [text, setText] = useState(() => testMessage({ from, to }, new Date(), crypto.randomUUID()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(() => call('smtp.content', { text }));
  };
  return (
    <form onSubmit={submit}>
      <p>
        The header, an empty line, the body. A dot on a line of its own ends it; lines that begin with a dot get a
        second one, which the server takes away. <span className="faint small">RFC 5321 §4.5.2</span>
      </p>
      <textarea
        className="field mono"
        aria-label="Message to send"
        rows={9}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="small dim">
        With the final dot the message goes to {plural(to.length, 'recipient')}. To send nothing, drop the line.
      </p>
      <div className="row-line">
        <button type="submit" className="button primary">
          Send the message and its final dot
        </button>
      </div>
    </form>
  );
}

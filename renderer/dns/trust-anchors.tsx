import { useState } from 'react';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';

/** What is trusted without proof: seen, changed, and put back. */
export function TrustAnchors({ inPractice }: { inPractice: boolean }) {
  const known = useCall('dns.anchors', {}).data;
  return (
    <details className="anchors">
      <summary>Trust anchors</summary>
      {inPractice && (
        <p className="dim">
          The practice servers have a root with a key of their own, which is trusted while they are asked.
        </p>
      )}
      {known && <Anchors key={known.current.join()} builtIn={known.builtIn} current={known.current} />}
    </details>
  );
}

function Anchors({ builtIn, current }: { builtIn: string[]; current: string[] }) {
  const [text, setText] = useState(current.join('\n'));
  const [error, setError] = useState<PosthornError>();
  const set = async (anchors: string[]) => {
    setError(undefined);
    try {
      const now = await call('dns.setAnchors', { anchors });
      setText(now.current.join('\n'));
      say('The trust anchors are set.');
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  return (
    <div className="stack">
      <label className="labelled">
        <span>DS or DNSKEY records, one a line</span>
        <textarea
          className="field mono"
          rows={4}
          spellCheck={false}
          value={text}
          aria-invalid={error !== undefined}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {error && <Problem error={error.toJSON()} />}
      <div className="row-line">
        <button type="button" className="button" onClick={() => void set(text.split('\n'))}>
          Set anchors
        </button>
        <button type="button" className="button bare" onClick={() => void set([])} title={builtIn.join('\n')}>
          Use those of IANA
        </button>
      </div>
    </div>
  );
}

import { useState } from 'react';
import { Dialog } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';

/** The header and the first lines of a message, without downloading it and without marking it as fetched. */
export function Preview({ accountId, number, onClose }: { accountId: string; number: number; onClose(): void }) {
  const asked = useCall('maildrop.preview', { accountId, number });
  const [raw, setRaw] = useState(false);
  const { data, error } = asked;
  return (
    <Dialog title={`Message ${number}: the first 20 lines (TOP)`} onClose={onClose} wide>
      {error && <Problem error={error.toJSON()} />}
      {!data && !error && <p className="dim">Asking the server.</p>}
      {data && (
        <>
          <dl className="facts preview-facts">
            <div>
              <dt>Subject</dt>
              <dd>
                <b>{data.subject || '(no subject)'}</b>
              </dd>
            </div>
            <div>
              <dt>From</dt>
              <dd>{data.from}</dd>
            </div>
            <div>
              <dt>To</dt>
              <dd>{data.to}</dd>
            </div>
          </dl>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className={`source ${raw ? 'mono' : 'preview-text'}`} tabIndex={0}>
            {raw ? data.source : data.text || 'There is no text in these lines.'}
          </pre>
        </>
      )}
      <div className="actions">
        {data && (
          <button type="button" className="button" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            As it came
          </button>
        )}
        <span className="grow" />
        <button type="button" className="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

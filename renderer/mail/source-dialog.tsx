import { call } from '../client';
import { Dialog } from '../ui/dialog';
import { formatOctets } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';

/** The message as it came over the wire. */
export function SourceDialog({ id, onClose }: { id: number; onClose(): void }) {
  const source = useCall('mail.source', { id });
  return (
    <Dialog title="Source" onClose={onClose} wide>
      {source.error && <Problem error={source.error.toJSON()} />}
      {source.data && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre className="source mono" tabIndex={0}>
            {source.data.text}
          </pre>
          <p className="small dim">
            {formatOctets(source.data.size)}
            {source.data.cut && '; only the first 2 MiB are shown'}
          </p>
        </>
      )}
      <div className="actions">
        <button
          type="button"
          className="button"
          onClick={() => void call('mail.saveSource', { id }).then(({ path }) => path && say(`Saved as ${path}`))}
        >
          Save as .eml
        </button>
        <button type="button" className="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

import { useState } from 'react';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { ClockWarning } from '../clock/clock-warning';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { Composer } from './composer';

/**
 * A message that is written, with all its fields; the draft is on the disk before a letter is typed.
 * @param ownWindow it has a window of its own
 */
export function Writing({ id, ownWindow = false, onClose }: { id: number; ownWindow?: boolean; onClose(): void }) {
  const draft = useCall('compose.get', { id });
  const [error, setError] = useState<PosthornError>();

  const discard = async () => {
    try {
      const gone = draft.data;
      await call('compose.discard', { id });
      onClose();
      say(gone?.delivery ? 'Taken out of the Outbox.' : 'Draft discarded.');
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  const problem = error ?? draft.error;
  return (
    <>
      {problem && (
        <div style={{ padding: 18 }}>
          <Problem error={problem.toJSON()}>
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          </Problem>
        </div>
      )}
      <ClockWarning />
      {draft.data && (
        <Composer draft={draft.data} ownWindow={ownWindow} onClose={onClose} onDiscard={() => void discard()} />
      )}
    </>
  );
}

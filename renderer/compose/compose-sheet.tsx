import { useCallback, useEffect, useState } from 'react';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { ClockWarning } from '../clock/clock-warning';
import { useApp } from '../shell/state';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { Composer } from './composer';

/** The sheet over the window in which a message is written; the draft is on the disk before a letter is typed. */
export default function ComposeSheet({ id }: { id: number }) {
  const { openDraft } = useApp();
  const draft = useCall('compose.get', { id });
  const [error, setError] = useState<PosthornError>();
  const close = useCallback(() => openDraft(null), [openDraft]);

  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const discard = async () => {
    try {
      const gone = draft.data;
      await call('compose.discard', { id });
      close();
      say(gone?.delivery ? 'Taken out of the Outbox.' : 'Draft discarded.');
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  const problem = error ?? draft.error;
  return (
    <div className="sheet-ground">
      <section className="sheet" role="dialog" aria-label="New message" data-pane>
        {problem && (
          <div style={{ padding: 18 }}>
            <Problem error={problem.toJSON()}>
              <button type="button" className="button" onClick={close}>
                Close
              </button>
            </Problem>
          </div>
        )}
        <ClockWarning />
        {draft.data && <Composer draft={draft.data} onClose={close} onDiscard={() => void discard()} />}
      </section>
    </div>
  );
}

import { useCallback, useEffect } from 'react';
import { useApp } from '../shell/state';
import { Writing } from './writing';

/** The sheet over the window in which a message is written. */
export default function ComposeSheet({ id }: { id: number }) {
  const { openDraft } = useApp();
  const close = useCallback(() => openDraft(null), [openDraft]);

  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <div className="sheet-ground">
      <section className="sheet" role="dialog" aria-label="New message" data-pane>
        <Writing id={id} onClose={close} />
      </section>
    </div>
  );
}

import { type ReactNode, useEffect, useId, useRef } from 'react';

/** A modal dialog; focus goes in when it opens and back when it closes, Esc closes it. */
export function Dialog({
  title,
  onClose,
  children,
  wide = false,
}: {
  title: string;
  onClose(): void;
  children: ReactNode;
  wide?: boolean;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} aria-labelledby={heading} onClose={onClose} className={wide ? 'wide' : undefined}>
      <h2 id={heading} style={{ fontSize: 15, marginBottom: 12 }}>
        {title}
      </h2>
      {children}
    </dialog>
  );
}

/** Asks before something that can't be undone; the button says what it does. */
export function Confirm({
  title,
  action,
  keep = 'Cancel',
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  action: string;
  /** The way out, which has the focus. */
  keep?: string;
  onConfirm(): void;
  onClose(): void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div>{children}</div>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {keep}
        </button>
        <button
          type="button"
          className="button danger"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
      </div>
    </Dialog>
  );
}

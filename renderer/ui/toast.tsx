import { useEffect, useState } from 'react';

export interface Toast {
  text: string;
  /** What the button "Undo" does; none when there is nothing to undo. */
  undo?: (() => void) | undefined;
}

let show: (toast: Toast | null) => void = () => {};
let current: Toast | null = null;
/** Kept apart from what is shown: a later word such as "No new mail." must not take the way back away. */
let lastUndo: (() => void) | undefined;

/** Says what was done, with the way back. A new one takes the place of the old. */
export function say(text: string, undo?: () => void): void {
  current = { text, undo };
  if (undo) lastUndo = undo;
  show(current);
}

/** Takes back the last thing that can be: what `z` does. */
export function undoLast(): void {
  const undo = lastUndo;
  lastUndo = undefined;
  current = null;
  show(null);
  undo?.();
}

const shownForMs = 8_000;

export function ToastArea() {
  const [toast, setToast] = useState<Toast | null>(current);
  useEffect(() => {
    show = setToast;
    return () => {
      show = () => {};
    };
  }, []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), shownForMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toast" role="status" aria-label="Undo">
      {toast && (
        <>
          <span>{toast.text}</span>
          {toast.undo ? (
            <button type="button" className="button" onClick={undoLast}>
              Undo
            </button>
          ) : (
            <span style={{ width: 8 }} />
          )}
        </>
      )}
    </div>
  );
}

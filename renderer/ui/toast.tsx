import { useEffect, useState } from 'react';

interface Toast {
  text: string;
  /** What the button "Undo" does; none when there is nothing to undo. */
  undo?: (() => void) | undefined;
  /** A button besides it: `Show`. */
  more?: { name: string; run(): void } | undefined;
}

/** Something that is about to happen, and can be taken back until then. */
interface Countdown {
  /** What it is about. */
  key: number;
  /** What stands before the seconds: `Sending in`. */
  text: string;
  /** Milliseconds since 1970. */
  until: number;
  undo(): void;
}

interface Shown {
  toast: Toast | null;
  countdown: Countdown | null;
}

let show: (shown: Shown) => void = () => {};
let current: Shown = { toast: null, countdown: null };
/** Kept apart from what is shown: a later word such as "No new mail." must not take the way back away. */
let lastUndo: (() => void) | undefined;

function set(change: Partial<Shown>): void {
  current = { ...current, ...change };
  show(current);
}

/** Says what was done, with the way back. A new one takes the place of the old. */
export function say(text: string, undo?: () => void, more?: Toast['more']): void {
  if (undo) lastUndo = undo;
  set({ toast: { text, undo, more } });
}

/** Counts down until something happens; what is said meanwhile stands beside it. */
export function countDown(countdown: Countdown): void {
  lastUndo = countdown.undo;
  set({ toast: null, countdown });
}

/** It has happened, or will not happen. */
export function endCountDown(key: number): void {
  const { countdown } = current;
  if (countdown?.key !== key) return;
  if (lastUndo === countdown.undo) lastUndo = undefined;
  set({ countdown: null });
}

/** Takes back the last thing that can be: what `z` does. */
export function undoLast(): void {
  const undo = lastUndo;
  lastUndo = undefined;
  const { toast, countdown } = current;
  set({ toast: toast?.undo === undo ? null : toast, countdown: countdown?.undo === undo ? null : countdown });
  undo?.();
}

function undoThis(undo: () => void): void {
  lastUndo = undo;
  undoLast();
}

const shownForMs = 8_000;

export function ToastArea() {
  const [{ toast, countdown }, setShown] = useState<Shown>(current);
  useEffect(() => {
    show = setShown;
    return () => {
      show = () => {};
    };
  }, []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => set({ toast: null }), shownForMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toast" role="status" aria-label="Undo">
      {countdown && <Counting key={countdown.key} countdown={countdown} />}
      {toast && (
        <>
          <span>{toast.text}</span>
          {toast.more && (
            <button
              type="button"
              className="button"
              onClick={() => {
                set({ toast: null });
                toast.more?.run();
              }}
            >
              {toast.more.name}
            </button>
          )}
          {toast.undo && <UndoButton undo={toast.undo} />}
          {!toast.more && !toast.undo && <span style={{ width: 8 }} />}
        </>
      )}
    </div>
  );
}

const UndoButton = ({ undo }: { undo(): void }) => (
  <button type="button" className="button" onClick={() => undoThis(undo)}>
    Undo
  </button>
);

const secondsUntil = (until: number) => Math.max(0, Math.ceil((until - Date.now()) / 1_000));

function Counting({ countdown }: { countdown: Countdown }) {
  const { key, text, until } = countdown;
  const [seconds, setSeconds] = useState(() => secondsUntil(until));
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds(secondsUntil(until));
      if (Date.now() >= until) endCountDown(key);
    }, 200);
    return () => clearInterval(timer);
  }, [key, until]);
  return (
    <>
      {/* The seconds are a timer, which is not read out each time that it changes. */}
      <span>
        {text} <span role="timer">{seconds} s</span>
      </span>
      <UndoButton undo={countdown.undo} />
    </>
  );
}

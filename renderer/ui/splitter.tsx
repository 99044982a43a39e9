import { useRef, useState } from 'react';
import type { WindowClass } from '../../shared/contract';
import { call } from '../client';
import { useApp } from '../shell/state';
import { useWindowClass } from './window-class';

/** How narrow and how wide a pane may be; the contract's limits. */
const limits = { folders: [160, 280], list: [300, 480] } as const;
const step = 10;

type Pane = keyof typeof limits;

interface Width {
  pane: Pane;
  value: number;
  show(value: number | null): void;
  keep(value: number): Promise<void>;
}

/** The width of a pane: the one that is kept for windows of this class, or the one it is being dragged to. */
export function usePaneWidth(pane: Pane): Width {
  const { paneWidths } = useApp().settings;
  const windowClass = useWindowClass();
  const [moved, setMoved] = useState<{ windowClass: WindowClass; value: number } | null>(null);
  const pair = paneWidths[windowClass];
  const show = (value: number | null) => setMoved(value === null ? null : { windowClass, value });
  return {
    pane,
    value: moved?.windowClass === windowClass ? moved.value : pair[pane],
    show,
    async keep(value) {
      // It stays as it is shown: the settings come back a moment later, and the next key must not begin at the old width.
      show(value);
      const widths = { ...paneWidths, [windowClass]: { ...pair, [pane]: value } };
      await call('settings.set', { paneWidths: widths }).catch((error: unknown) => {
        show(null);
        throw error;
      });
    },
  };
}

/** The line between two panes; moved by the pointer or by the arrow keys. Kept when it is let go. */
export function Splitter({ name, width: { pane, value, show, keep } }: { name: string; width: Width }) {
  const from = useRef<{ x: number; value: number } | null>(null);
  const [min, max] = limits[pane];
  const within = (wanted: number) => Math.round(Math.min(max, Math.max(min, wanted)));
  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={name}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        event.preventDefault();
        event.stopPropagation();
        void keep(within(value + (event.key === 'ArrowLeft' ? -step : step)));
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (from.current) show(within(from.current.value + event.clientX - from.current.x));
      }}
      onPointerUp={() => {
        from.current = null;
        void keep(value);
      }}
    />
  );
}

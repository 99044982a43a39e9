import { useState } from 'react';

interface SplitterProps {
  name: string;
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

const step = 10;

/** The line between two panes; moved by the pointer or by the arrow keys. */
export function Splitter({ name, value, min, max, onChange }: SplitterProps) {
  const [from, setFrom] = useState<{ x: number; value: number } | null>(null);
  const set = (next: number) => onChange(Math.round(Math.min(max, Math.max(min, next))));
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
        set(value + (event.key === 'ArrowLeft' ? -step : step));
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ x: event.clientX, value });
      }}
      onPointerMove={(event) => {
        if (from) set(from.value + event.clientX - from.x);
      }}
      onPointerUp={() => setFrom(null)}
    />
  );
}

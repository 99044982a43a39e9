import { formatComing, two } from '../ui/format';

/** A time to send at, under its name. */
interface Preset {
  name: string;
  at: Date;
}

const morningHour = 8;

function morning(from: Date, days: number): Date {
  return new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, morningHour);
}

/** Times that are often meant, in the time of this computer. */
export function presetsAt(now: Date): Preset[] {
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { name: 'In an hour', at: new Date(now.getTime() + 3_600_000) },
    { name: 'Tomorrow 8:00', at: morning(now, 1) },
    { name: 'Monday 8:00', at: morning(now, untilMonday) },
  ];
}

/** As a field for date and time wants it: `2026-11-26T08:00`, in the time of this computer. */
export const fieldValue = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

/** What was entered in such a field; null where it is no time, or over already. */
export function timeOf(value: string, now: Date): Date | null {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) || at <= now ? null : at;
}

export const shownTime = (at: Date) => formatComing(at.toISOString());

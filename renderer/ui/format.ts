const minus = '\u2212';

/** `6.1 KB`; octets below a thousand as they are. */
export function formatSize(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  if (octets < 999_950) return `${(octets / 1000).toFixed(1)} KB`;
  if (octets < 999_950_000) return `${(octets / 1e6).toFixed(1)} MB`;
  return `${(octets / 1e9).toFixed(1)} GB`;
}

export const formatOctets = (octets: number) => `${octets.toLocaleString('en')} octets`;

/** Time of day today, weekday within a week, else the date. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const age = startOfDay(now) - startOfDay(date);
  if (age <= 0 && age > -86_400_000)
    return date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
  if (age > 0 && age < 7 * 86_400_000) return date.toLocaleDateString('en', { weekday: 'short' });
  return date.toLocaleDateString('en', {
    day: 'numeric',
    month: 'short',
    ...(sameYear(date, now) ? {} : { year: 'numeric' }),
  });
}

export function formatFull(iso: string): string {
  return new Date(iso).toLocaleString('en', { dateStyle: 'full', timeStyle: 'medium', hour12: false });
}

export function formatDay(iso: string): string {
  return new Date(iso).toLocaleDateString('en', { dateStyle: 'medium' });
}

export function formatTime(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
}

/** `4 s ago`, `12 min ago`, `3 h ago`; older, when it was. */
export function formatAgo(iso: string, now = new Date()): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(iso)) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`;
  return formatWhen(iso, now);
}

/** The heading that a day's messages stand under. */
export function dayOf(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return date.toLocaleDateString('en', { weekday: 'long' });
  return date.toLocaleDateString('en', { month: 'long', year: 'numeric' });
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

const sameYear = (a: Date, b: Date) => a.getFullYear() === b.getFullYear();

/** A duration in the unit in which it is easy to read: `0.8 ms`, `2.50 s`. */
export function formatDuration(us: number): string {
  const size = Math.abs(us);
  // Offsets are told in ms as long as that has a digit to show: +0.8 ms, not +800 µs.
  if (size < 50) return `${Math.round(size)} µs`;
  if (size < 1_000_000) return `${(size / 1_000).toFixed(1)} ms`;
  if (size < 60_000_000) return `${(size / 1e6).toFixed(2)} s`;
  if (size < 3_600_000_000) return `${(size / 60e6).toFixed(1)} min`;
  return `${(size / 3.6e9).toFixed(1)} h`;
}

/**
 * How far this clock is ahead, signed.
 * @param offsetUs θ of RFC 5905, server minus local: its sign is the other one
 */
export function formatAhead(offsetUs: number): string {
  const sign = offsetUs === 0 ? '' : offsetUs < 0 ? '+' : minus;
  return `${sign}${formatDuration(offsetUs)}`;
}

/** `23:59:52`, with days in front when there are any. */
export function formatTtl(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = `${two((seconds % 86_400) / 3_600)}:${two((seconds % 3_600) / 60)}:${two(seconds % 60)}`;
  return seconds >= 86_400 ? `${Math.floor(seconds / 86_400)} d ${clock}` : clock;
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

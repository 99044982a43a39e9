const minus = '\u2212';

/** `6.1 KB`; octets below a thousand as they are. */
export function formatSize(octets: number): string {
  if (octets < 1000) return `${octets} B`;
  if (octets < 999_950) return `${(octets / 1000).toFixed(1)} KB`;
  if (octets < 999_950_000) return `${(octets / 1e6).toFixed(1)} MB`;
  return `${(octets / 1e9).toFixed(1)} GB`;
}

/** `12,345`. By hand: the first number that Intl writes costs ten milliseconds, and it is one of the first picture's. */
export const formatCount = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

export const formatOctets = (octets: number) => `${formatCount(octets)} octets`;

/** Made once, since to make one takes as long as to draw a row, and not before it is needed. */
function dateFormat(options: Intl.DateTimeFormatOptions): { format(date: Date): string } {
  let made: Intl.DateTimeFormat | undefined;
  return {
    format(date) {
      made ??= new Intl.DateTimeFormat('en', options);
      return made.format(date);
    },
  };
}
const timeOfDay = dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const toTheSecond = dateFormat({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const weekdayShort = dateFormat({ weekday: 'short' });
const weekdayLong = dateFormat({ weekday: 'long' });
const dayOfYear = dateFormat({ day: 'numeric', month: 'short' });
const day = dateFormat({ dateStyle: 'medium' });
const month = dateFormat({ month: 'long', year: 'numeric' });
const full = dateFormat({ dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });

/** Time of day today, weekday within a week, else the date. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days === 0) return timeOfDay.format(date);
  if (days > 0 && days < 7) return weekdayShort.format(date);
  return (date.getFullYear() === now.getFullYear() ? dayOfYear : day).format(date);
}

/** `Today 09:41`, `Sunday 09:41`, `Oct 19, 2026, 09:41`: when a message was written, in full enough to rely on. */
export function formatMoment(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days < 0 || days > 6) return `${day.format(date)}, ${timeOfDay.format(date)}`;
  return `${dayOf(iso, now)} ${timeOfDay.format(date)}`;
}

/** `today 09:41`, `tomorrow 08:00`, `Monday 08:00`, `Dec 24, 2026, 08:00`: when something will be. */
export function formatComing(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = -daysBetween(date, now);
  const time = timeOfDay.format(date);
  if (days <= 0) return `today ${time}`;
  if (days === 1) return `tomorrow ${time}`;
  return days < 7 ? `${weekdayLong.format(date)} ${time}` : `${day.format(date)}, ${time}`;
}

export const formatFull = (iso: string) => full.format(new Date(iso));
export const formatTime = (iso: string) => timeOfDay.format(new Date(iso));
/** `09:41:05` */
export const formatTimeOfDay = (iso: string) => toTheSecond.format(new Date(iso));
export const formatDay = (iso: string) => day.format(new Date(iso));

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
  const days = daysBetween(date, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return (days < 7 ? weekdayLong : month).format(date);
}

function daysBetween(date: Date, now: Date): number {
  const startOfDay = (one: Date) => new Date(one.getFullYear(), one.getMonth(), one.getDate()).getTime();
  // Rounded, since a day has 23 or 25 hours when the clocks are changed.
  return Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
}

/** A duration in the unit in which it is easy to read: `0.8 ms`, `2.50 s`. */
export function formatDuration(us: number): string {
  const size = Math.abs(us);
  // In ms as long as that has a digit to show: 0.8 ms, not 800 µs.
  if (size < 100) return `${Math.round(size)} µs`;
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
  `${formatCount(count)} ${count === 1 ? one : many}`;

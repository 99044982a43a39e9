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

// By hand too: the first date that Intl writes costs twenty milliseconds, and the window is in English.
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** `09` */
export const two = (value: number) => String(value).padStart(2, '0');
const timeOfDay = (date: Date) => `${two(date.getHours())}:${two(date.getMinutes())}`;
const toTheSecond = (date: Date) => `${timeOfDay(date)}:${two(date.getSeconds())}`;
export const weekday = (date: Date) => weekdays[date.getDay()] ?? '';
export const month = (date: Date) => months[date.getMonth()] ?? '';
const dayOfYear = (date: Date) => `${month(date).slice(0, 3)} ${date.getDate()}`;
const day = (date: Date) => `${dayOfYear(date)}, ${date.getFullYear()}`;

/** Time of day today, weekday within a week, else the date. */
export function formatWhen(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days === 0) return timeOfDay(date);
  if (days > 0 && days < 7) return weekday(date).slice(0, 3);
  return (date.getFullYear() === now.getFullYear() ? dayOfYear : day)(date);
}

/** `Today 09:41`, `Sunday 09:41`, `Oct 19, 2026, 09:41`: when a message was written, in full enough to rely on. */
export function formatMoment(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days < 0 || days > 6) return `${day(date)}, ${timeOfDay(date)}`;
  return `${dayOf(iso, now)} ${timeOfDay(date)}`;
}

/** `today 09:41`, `tomorrow 08:00`, `Monday 08:00`, `Dec 24, 2026, 08:00`: when something will be. */
export function formatComing(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = -daysBetween(date, now);
  const time = timeOfDay(date);
  if (days <= 0) return `today ${time}`;
  if (days === 1) return `tomorrow ${time}`;
  return days < 7 ? `${weekday(date)} ${time}` : `${day(date)}, ${time}`;
}

/** `Monday, October 19, 2026 at 09:41:05` */
export function formatFull(iso: string): string {
  const date = new Date(iso);
  return `${weekday(date)}, ${month(date)} ${date.getDate()}, ${date.getFullYear()} at ${toTheSecond(date)}`;
}
export const formatTime = (iso: string) => timeOfDay(new Date(iso));
/** `09:41:05` */
export const formatTimeOfDay = (iso: string) => toTheSecond(new Date(iso));
export const formatDay = (iso: string) => day(new Date(iso));

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
  return days < 7 ? weekday(date) : `${month(date)} ${date.getFullYear()}`;
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
  const whole = (value: number) => two(Math.floor(value));
  const clock = `${whole((seconds % 86_400) / 3_600)}:${whole((seconds % 3_600) / 60)}:${whole(seconds % 60)}`;
  return seconds >= 86_400 ? `${Math.floor(seconds / 86_400)} d ${clock}` : clock;
}

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

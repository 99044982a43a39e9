/** RFC 1939 §3: a server may hang up after ten minutes without a command; some time before that it is said. */
const limitMs = 10 * 60_000;
const warnAfterMs = 8 * 60_000;

/** `4:07`, `62:30` */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What to say of a session in which nothing was sent for a while; empty while there is time. */
export function idleWarning(lastCommandAt: string | null, nowMs: number): string {
  if (lastCommandAt === null) return '';
  const idleMs = nowMs - Date.parse(lastCommandAt);
  if (idleMs < warnAfterMs) return '';
  if (idleMs >= limitMs) return `No command for ${minutesAndSeconds(idleMs)}: the server may have hung up.`;
  return `No command for ${minutesAndSeconds(idleMs)}: the server may hang up in ${minutesAndSeconds(limitMs - idleMs)}.`;
}

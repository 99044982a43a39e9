const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** RFC 5322 §4.3: the zones that have names; any other is to be taken for UTC. */
const zoneHours: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/** `Tue, 24 Nov 2026 09:41:02.5 +0100`, where the day of the week, the seconds and the zone may be missing. */
const rfc5322 =
  /(?<day>\d{1,2})[\s-]+(?<month>[a-z]{3})[a-z]*\.?[\s-]+(?<year>\d{2,4})\s+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<part>\d{1,9}))?)?(?:\s*(?<zone>[+-]\d{2}:?\d{2}|[a-z]{1,5}\b))?/i;
/** `Tue Nov 24 09:41:02 2026`, as ctime(3) writes it; some put the zone before the year, some behind it. */
const ctime =
  /(?<month>[a-z]{3})\s+(?<day>\d{1,2})\s+(?<hour>\d{1,2}):(?<minute>\d{2}):(?<second>\d{2})\s+(?:(?<zone>[+-]\d{4}|[a-z]{1,5})\s+)?(?<year>\d{4})(?:\s+(?<behind>[+-]\d{4}))?/i;

/**
 * Milliseconds since 1970 of a date and time in a header field (RFC 5322 §3.3, §4.3), or null. `Date.parse` would take a
 * missing zone for that of this computer, which no server has meant.
 */
export function dateTimeMs(text: string): number | null {
  const plain = text.replace(/\([^()]*\)/g, ' ');
  const found = (rfc5322.exec(plain) ?? ctime.exec(plain))?.groups;
  if (!found) return null;
  const number = (name: string) => Number(found[name] ?? 0);
  const month = months.indexOf((found.month ?? '').toLowerCase());
  const zone = zoneMinutes(found.zone ?? found.behind ?? '');
  const [day, hour, minute] = [number('day'), number('hour'), number('minute')];
  if (month < 0 || zone === null || hour > 23 || minute > 59 || number('second') > 60) return null;
  const ms = Math.floor(Number(`0.${found.part ?? 0}`) * 1000);
  // A leap second has no number of its own: it is the last one before.
  const seconds = Math.min(number('second'), 59);
  const local = new Date(Date.UTC(fullYear(found.year ?? ''), month, day, hour, minute, seconds, ms));
  return local.getUTCDate() === day ? local.getTime() - zone * 60_000 : null;
}

/** RFC 5322 §4.3: what years of two and three digits mean. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2_000 + year : 1_900 + year;
  return digits.length === 3 ? 1_900 + year : year;
}

function zoneMinutes(zone: string): number | null {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return (zoneHours[zone.toUpperCase()] ?? 0) * 60;
  const east = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || Number(hours) > 24) return null;
  return sign === '-' ? -east : east;
}

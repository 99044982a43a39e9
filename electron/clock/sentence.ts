const US_PER = { ms: 1_000, second: 1_000_000, minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const;

/**
 * What an offset means to the person at this computer: how far the clock is out, and what that does to mail.
 * `offsetUs` is θ, server minus local, so a negative one is a clock that is ahead.
 */
export function clockSentence(offsetUs: number): string {
  const size = Math.abs(offsetUs);
  if (size < 1) return 'Your clock agrees with the server to the microsecond. That is fine for mail, TLS and DKIM.';
  const ahead = offsetUs < 0;
  return `Your clock is ${duration(size)} ${ahead ? 'ahead' : 'behind'}. ${consequence(size, ahead)}`;
}

/** A length of time in the unit a person would choose: `40 µs`, `0.8 ms`, `2.5 seconds`, `3 minutes 20 seconds`. */
export function duration(us: number): string {
  if (us < 99.5) return `${Math.round(us)} µs`;
  if (us < 9_950) return `${(us / US_PER.ms).toFixed(1)} ms`;
  if (us < 999_500) return `${Math.round(us / US_PER.ms)} ms`;
  if (us < 59_950_000) return seconds((us / US_PER.second).toFixed(1));
  if (us < US_PER.hour - US_PER.second / 2) return pair(us, US_PER.minute, 'minute', US_PER.second, 'second');
  if (us < US_PER.day - US_PER.minute / 2) return pair(us, US_PER.hour, 'hour', US_PER.minute, 'minute');
  return pair(us, US_PER.day, 'day', US_PER.hour, 'hour');
}

function consequence(us: number, ahead: boolean): string {
  if (us <= US_PER.second) return 'That is fine for mail, TLS and DKIM.';
  if (us <= 30 * US_PER.second)
    return 'TLS and DKIM still work, but the dates of what you send are off, and the times in Received lines do not add up.';
  if (us <= 5 * US_PER.minute)
    return 'TLS still works, but one-time codes may be refused, and what you send is sorted in the wrong place.';
  if (us <= US_PER.day)
    return ahead
      ? 'Mail you send seems to come from the future, DKIM signatures may be refused, and logins with a ticket or a one-time code fail.'
      : 'Mail you send seems old when it arrives, new certificates may seem not valid yet, and logins with a ticket or a one-time code fail.';
  return ahead
    ? 'Certificates seem to have expired, so TLS fails; DKIM and DNSSEC signatures are refused. Set the clock first.'
    : 'Certificates seem not to be valid yet, so TLS fails; DKIM and DNSSEC signatures are refused. Set the clock first.';
}

function seconds(text: string): string {
  const plain = text.replace(/\.0$/, '');
  return `${plain} ${plain === '1' ? 'second' : 'seconds'}`;
}

/** Two units, rounded to the smaller one; the smaller is left out when it is none. */
function pair(us: number, big: number, bigName: string, small: number, smallName: string): string {
  const total = Math.round(us / small);
  const perBig = big / small;
  const bigs = Math.floor(total / perBig);
  const smalls = total % perBig;
  return smalls === 0 ? plural(bigs, bigName) : `${plural(bigs, bigName)} ${plural(smalls, smallName)}`;
}

function plural(n: number, name: string): string {
  return `${n} ${name}${n === 1 ? '' : 's'}`;
}

import { formatName } from '../names';
import { list, plainName, zoneName } from '../words';
import { restSeconds } from './knowledge';
import type { Stuck, Tried } from './walker';

/** What a server does that is of no use, behind its name. */
export const outcomeWords: Partial<Record<Tried['outcome'], string>> = {
  silent: 'is silent',
  refused: 'refuses (REFUSED)',
  servfail: 'could not find out (SERVFAIL)',
  lame: 'does not answer for the zone (lame)',
  'at-rest': `failed less than ${restSeconds} s ago`,
  'out-of-reach': "can't be reached from here",
  'no-address': 'has no address that anybody knows',
};

/** Why a walk did not come to its end, as the first half of a sentence. @param questions that were asked in all */
export function reasonOf({ why, zone, tried }: Stuck, questions: number): string {
  const place = zoneName(formatName(zone));
  switch (why) {
    case 'servers':
      return whyNoServer(place, tried);
    case 'questions':
      return `${questions} questions were asked, and no more are: the way had come to ${place}`;
    case 'aliases':
      return 'The aliases on the way lead back to themselves, or on and on';
    case 'referrals':
      return `The servers refer from zone to zone without an end: the way had come to ${place}`;
  }
}

function whyNoServer(zone: string, tried: readonly Tried[]): string {
  const names = [...new Set(tried.map(({ server }) => server))];
  if (names.length === 0) return `Nobody says which servers ${zone} has`;
  const told = names.map((server) => {
    const last = tried.findLast((one) => one.server === server);
    return {
      server: plainName(server),
      said: (last && outcomeWords[last.outcome]) ?? 'gave an answer that makes no sense',
    };
  });
  if (told.every(({ said }) => said === outcomeWords.silent))
    return told.length === 1
      ? `The server of ${zone} is silent (${told[0]?.server})`
      : `All servers of ${zone} are silent (${list(told.map(({ server }) => server))})`;
  return `No server of ${zone} answers: ${list(told.map(({ server, said }) => `${server} ${said}`))}`;
}

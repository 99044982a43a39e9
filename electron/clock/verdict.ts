import type { ClockReading, ClockSource } from '../../shared/contract/clock';
import { type Candidate, cluster } from './cluster';
import { combine } from './combine';
import { agrees, type Intersection, intersect, mostAgreeing } from './intersection';
import { clockSentence } from './sentence';

type Answer = NonNullable<ClockSource['answer']>;
type Told = Pick<ClockReading, 'verdict' | 'result' | 'sentence' | 'because'>;

/** RFC 5905 §7.2, MAXDIST: who may be off by more is not fit to be asked. */
const MOST_DISTANCE_US = 1_500_000;
/** So many servers outvote one that lies; with fewer somebody is asked to add some. */
const ENOUGH = 4;

interface Voter extends Candidate {
  source: ClockSource;
  answer: Answer;
}

/**
 * Who of the servers is believed, and the time by those (RFC 5905 §11.2: fitness, selection, cluster, combine). Gives each
 * source its standing and its weight.
 */
export function decide(sources: readonly ClockSource[]): Told & { sources: ClockSource[] } {
  const voters = sources.flatMap((source): Voter[] => {
    const { answer } = source;
    if (!answer || answer.distanceUs >= MOST_DISTANCE_US) return [];
    const { offsetUs, distanceUs, jitterUs, header } = answer;
    return [{ source, answer, offsetUs, distanceUs, jitterUs, stratum: header.stratum }];
  });
  const found = intersect(voters);
  const truthful = found ? voters.filter((voter) => agrees(voter, found)) : [];
  const survivors = cluster(truthful);
  const [leading] = survivors;
  const combined = found && leading ? combine(survivors, found) : null;

  const standingOf = (source: ClockSource): ClockSource['standing'] => {
    const voter = voters.find((one) => one.source === source);
    if (!voter) return source.answer ? 'unfit' : 'failed';
    if (voter === leading) return 'leading';
    if (survivors.includes(voter)) return 'survivor';
    return truthful.includes(voter) ? 'outlier' : 'falseticker';
  };
  const weightOf = (source: ClockSource) => {
    const at = survivors.findIndex((one) => one.source === source);
    return (combined?.weights[at] ?? 0) * 100;
  };
  const judged = sources.map((source) => ({
    ...source,
    standing: standingOf(source),
    answer: source.answer && { ...source.answer, weightPercent: weightOf(source) },
  }));
  if (!found || !combined) return { ...disagreement(voters, sources), sources: judged };
  return { ...agreement(combined, found, { voters, truthful, survivors }), sources: judged };
}

function agreement(
  combined: { offsetUs: number; errorUs: number; jitterUs: number },
  { lowUs, highUs }: Intersection,
  { voters, truthful, survivors }: { voters: Voter[]; truthful: Voter[]; survivors: Voter[] },
): Told {
  const offsetUs = Math.round(combined.offsetUs);
  const leaps = survivors.map(({ answer }) => answer.header.leap);
  const leap = (['insert', 'delete'] as const).find(
    (one) => leaps.filter((told) => told === one).length * 2 > leaps.length,
  );
  const result = {
    offsetUs,
    errorUs: Math.ceil(combined.errorUs),
    jitterUs: Math.round(combined.jitterUs),
    lowUs: Math.floor(lowUs),
    highUs: Math.ceil(highUs),
    leap: leap ?? ('none' as const),
  };
  const alone = voters.length === 1;
  const liars = voters.filter((one) => !truthful.includes(one)).map(({ source }) => nameOf(source));
  const parts = alone
    ? ['One server says so, and nobody could contradict it: with four, one that lies is found out.']
    : [agreementText(truthful.length, voters.length)];
  if (liars.length > 0) parts.push(`Not believed: ${liars.join(', ')}.`);
  if (!alone && voters.length < ENOUGH) parts.push('With four servers, one that lies is found out for certain.');
  if (leap) parts.push(`The last minute of this UTC day has ${leap === 'insert' ? 61 : 59} seconds (leap second).`);
  return { verdict: alone ? 'alone' : 'agreed', result, sentence: clockSentence(offsetUs), because: parts.join(' ') };
}

const agreementText = (agreeing: number, of: number) =>
  agreeing === of ? `All ${of} servers agree.` : `${agreeing} of ${of} servers agree.`;

function disagreement(voters: readonly Voter[], sources: readonly ClockSource[]): Told {
  if (voters.length === 0) {
    const unfit = sources.filter(({ answer }) => answer).length;
    return {
      verdict: 'no-answer',
      result: null,
      sentence: unfit > 0 ? 'No server knows the time well enough.' : 'No server answered with a time.',
      because:
        unfit > 0
          ? 'Each that answered may be off by more than 1.5 s by its own word.'
          : 'Your clock was not touched. UDP port 123 may be blocked on the way; what happened to each server stands below.',
    };
  }
  const most = mostAgreeing(voters);
  return {
    verdict: 'no-majority',
    result: null,
    sentence: 'The servers contradict each other, so nobody can say what time it is.',
    because: `No more than ${most} of ${voters.length} agree: at least ${voters.length - most} of them ${voters.length - most === 1 ? 'is' : 'are'} wrong, and it can't be told which. Add other servers and measure again.`,
  };
}

/** The name that a person gave, and the address where one name stands for several. */
function nameOf({ server, address }: ClockSource): string {
  return server.host === address || address === '' ? `${server.host}:${server.port}` : `${server.host} (${address})`;
}

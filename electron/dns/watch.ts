import type { DnsAnswer } from '../../shared/contract/dns';
import { type DnsWatch, leastWatchSeconds } from '../../shared/contract/dns-watch';
import { asPosthornError } from '../../shared/errors';

export interface WatchOptions {
  question: DnsWatch['question'];
  /** Null: as often as the answer's TTL allows. */
  everySeconds: number | null;
  ask(): Promise<DnsAnswer>;
  /** Resolves after so long, or when `signal` is aborted. */
  wait(ms: number): Promise<void>;
  signal: AbortSignal;
  /** Told after each question, and at the end. */
  onState(state: DnsWatch): void;
  onChange(change: DnsWatch['changes'][number]): void;
}

const mostChanges = 200;
/** Of an answer that has no TTL, and of none. */
const usualSeconds = 60;

/** Asks the same again and again, and tells when what is said is not what was said before. Ends when it is aborted. */
export async function watch(options: WatchOptions): Promise<void> {
  const { question, everySeconds, ask, wait, signal, onState, onChange } = options;
  let state: DnsWatch = {
    question,
    everySeconds,
    running: true,
    asked: 0,
    lastAt: null,
    nextAt: null,
    now: null,
    changes: [],
    error: null,
  };
  while (!signal.aborted) {
    let seconds = everySeconds ?? usualSeconds;
    try {
      const answer = await ask();
      const after = sayingOf(answer);
      const before = state.now;
      if (before && JSON.stringify(before) !== JSON.stringify(after)) {
        const change = { at: answer.at, before, after };
        state = { ...state, changes: [change, ...state.changes].slice(0, mostChanges) };
        onChange(change);
      }
      seconds = everySeconds ?? ttlOf(answer);
      state = { ...state, now: after, lastAt: answer.at, error: null };
    } catch (thrown) {
      if (signal.aborted) break;
      state = { ...state, error: asPosthornError(thrown).toJSON() };
    }
    if (signal.aborted) break;
    const waitMs = Math.max(leastWatchSeconds, seconds) * 1000;
    state = { ...state, asked: state.asked + 1, nextAt: new Date(Date.now() + waitMs).toISOString() };
    onState(state);
    await wait(waitMs);
  }
  onState({ ...state, running: false, nextAt: null });
}

/** Neither the order of the records nor their TTLs count. */
const sayingOf = ({ rcode, answer }: DnsAnswer): NonNullable<DnsWatch['now']> => ({
  rcode,
  data: answer.map(({ type, data }) => `${type} ${data}`).sort(),
});

function ttlOf({ answer, authority }: DnsAnswer): number {
  const records = answer.length > 0 ? answer : authority;
  return records.length > 0 ? Math.min(...records.map(({ ttlSeconds }) => ttlSeconds)) : usualSeconds;
}

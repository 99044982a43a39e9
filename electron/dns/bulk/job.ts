import { setMaxListeners } from 'node:events';
import type { BulkKind, BulkRow } from '../../../shared/contract/dns-bulk';
import { mostBulkNames } from '../../../shared/contract/dns-bulk';
import type { DnsServer, DnsTransport } from '../../../shared/contract/dns-server';
import { asPosthornError } from '../../../shared/errors';
import { readPrefix } from '../../../shared/prefix';
import { Transcripts } from '../../wire';
import type { Patience } from '../exchange';
import type { Lines } from '../lines';
import type { Question } from '../message';
import { toQuestion } from '../question';
import { typeName } from '../types';
import { type Found, foundIn, readAnswer } from './answer';
import { askMany, type BulkAnswer, type BulkQuestion } from './engine';
import { type NameSource, namesOf } from './names';

export interface BulkJob {
  source: NameSource;
  types: readonly string[];
  server: DnsServer;
  transport: DnsTransport;
  /** PEMs trusted besides the system's. */
  ca: string[];
  concurrency: number;
  /** Questions a second; null: as fast as they are answered. */
  perSecond: number | null;
}

interface Told {
  onRow(row: BulkRow): void;
  onDropped(): void;
  signal: AbortSignal;
  patience?: Patience | undefined;
}

/** A question as it was given, and where it stands among all. */
type Place = Pick<BulkRow, 'index' | 'name' | 'type'>;
type Asked = Place & BulkQuestion;

/**
 * Asks for each type of each name, and tells each result once.
 * @throws `app.cancelled`, `dns.unreadable-file`, and what `wire` throws where the server can't be asked at all
 */
export async function runBulk(job: BulkJob, { onRow, onDropped, signal, patience }: Told): Promise<void> {
  const { server, transport, ca, concurrency, perSecond } = job;
  // Each question that is open on a line listens to it.
  setMaxListeners(0, signal);
  const line: { kept: Lines | null } = { kept: null };
  const session = new Transcripts().open('DNS', server.host);
  const tell = ({ index, name, type }: Place, { kind, data, ttlSeconds }: Found, elapsedUs: number | null = null) =>
    onRow({ index, name, type, kind, data, ttlSeconds, elapsedUs });
  const askLine = async (asked: Asked, by: DnsTransport) => {
    const { question } = asked;
    try {
      // What speaks over lines takes longer to load than a thousand questions take; most need none.
      const [{ exchange }, { Lines }] = await Promise.all([import('../exchange'), import('../lines')]);
      line.kept ??= new Lines(patience?.lineMs);
      const lines = line.kept;
      const how = { servers: [server], question, recursive: true, tries: 1, patience, session, lines, ca, signal };
      const { message, elapsedUs } = await exchange({ ...how, transport: by });
      tell(asked, foundIn(message, question), elapsedUs);
    } catch (thrown) {
      const { code } = asPosthornError(thrown);
      if (code === 'app.cancelled') throw thrown;
      tell(asked, nothing(code === 'wire.timeout' ? 'silent' : code === 'dns.malformed' ? 'broken' : 'failed'));
    }
  };
  const onAnswer = ({ asked, bytes, elapsedUs, needsStream }: BulkAnswer<Asked>) => {
    if (needsStream) return askLine(asked, 'tcp');
    if (bytes) tell(asked, readAnswer(bytes, asked.question), elapsedUs);
    else tell(asked, nothing('silent'));
    return undefined;
  };
  const questions = questionsOf(job, (place) => tell(place, nothing('bad-name')));
  try {
    if (transport === 'udp') {
      const tryMs = patience?.tryMs;
      await askMany({ server, questions, concurrency, perSecond, tryMs, onAnswer, onDropped, signal });
    } else await askLines(questions, concurrency, perSecond, signal, (asked) => askLine(asked, transport));
  } finally {
    line.kept?.close();
  }
}

const nothing = (kind: BulkKind): Found => ({ kind, data: [], ttlSeconds: null });

async function* questionsOf({ source, types }: BulkJob, onBadName: (place: Place) => void): AsyncGenerator<Asked[]> {
  let names = 0;
  let index = 0;
  for await (const piece of namesOf(source)) {
    const asked: Asked[] = [];
    for (const name of piece.slice(0, mostBulkNames - names)) {
      names += 1;
      for (const type of types) {
        const question = questionOf(name, type);
        // An address asks for its name, whatever type was wanted.
        const shown = question ? typeName(question.typeCode) : type;
        if (question) asked.push({ index, name, type: shown, question });
        else onBadName({ index, name, type: shown });
        index += 1;
      }
    }
    yield asked;
    if (names >= mostBulkNames) return;
  }
}

function questionOf(name: string, type: string): Question | null {
  // A slash may stand in a name (RFC 2317), but not at the end of an address.
  if (name.includes('/') && readPrefix(name)) return null;
  try {
    return toQuestion({ name, type });
  } catch {
    return null;
  }
}

/** Over lines, on which the server's own pace is kept besides. */
async function askLines(
  questions: AsyncGenerator<Asked[]>,
  concurrency: number,
  perSecond: number | null,
  signal: AbortSignal,
  ask: (asked: Asked) => Promise<void>,
): Promise<void> {
  let piece: Asked[] = [];
  let ended = false;
  let fetching: Promise<void> | null = null;
  let nextAtMs = performance.now();
  const fetch = async () => {
    const { done, value } = await questions.next();
    if (done) ended = true;
    else piece = [...value].reverse();
    fetching = null;
  };
  const take = async (): Promise<Asked | undefined> => {
    while (piece.length === 0 && !ended) {
      fetching ??= fetch();
      await fetching;
    }
    return piece.pop();
  };
  const worker = async () => {
    for (let asked = await take(); asked && !signal.aborted; asked = await take()) {
      if (perSecond !== null) {
        const now = performance.now();
        const at = Math.max(nextAtMs, now);
        nextAtMs = at + 1000 / perSecond;
        if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
      }
      await ask(asked);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

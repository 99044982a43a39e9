import { asPosthornError, fail, type PosthornError } from '../../shared/errors';
import type { Transcripts } from '../wire';
import { type ExchangeOptions, exchange, type Heard } from './exchange';
import { formatName } from './names';
import { rcodeName, typeName } from './types';
import { plainName } from './words';

export interface HearOptions extends Omit<ExchangeOptions, 'session'> {
  transcripts: Transcripts;
}

/** What became of a question. With `error`, `heard` is an answer that breaks off, or null: there was none. */
export type Hearing = { sessionId: string } & (
  | { heard: Heard; error: null }
  | { heard: Heard | null; error: PosthornError }
);

/**
 * One exchange with a session of transcripts of its own, whose summary says what was asked and what came of it.
 * @throws `dns.no-resolver`, `app.cancelled`; what else goes wrong is told
 */
export async function hear({ transcripts, ...options }: HearOptions): Promise<Hearing> {
  const { servers, question, signal } = options;
  const [first] = servers;
  if (!first) throw fail('dns.no-resolver', {});
  if (signal?.aborted) throw fail('app.cancelled', {});
  const session = transcripts.open('DNS', `${first.host}:${first.port}`);
  const topic = `${plainName(formatName(question.name))} ${typeName(question.typeCode)}`;
  session.summarise(topic);
  let heard: Heard | null = null;
  try {
    heard = await exchange({ ...options, session });
    const { problem, rcode } = heard.message;
    if (problem !== null) throw fail('dns.malformed', { server: heard.server.host, reason: problem });
    session.summarise(`${topic} · ${rcodeName(rcode)}`);
    session.close();
    return { heard, error: null, sessionId: session.id };
  } catch (thrown) {
    const error = asPosthornError(thrown);
    session.close(error);
    if (error.code === 'app.cancelled') throw error;
    return { heard, error, sessionId: session.id };
  }
}

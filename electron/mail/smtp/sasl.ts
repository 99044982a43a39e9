import { fail } from '../../../shared/errors';
import type { Mechanism } from '../../sasl';
import type { Channel } from './channel';
import { isYes, type Reply } from './reply';

/** RFC 5321 §4.5.3.1.4: a longer command goes without what the client says first, which then has a line of its own. */
const longestCommand = 512;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The server's last word on an exchange, be it yes or no. */
export interface AuthResult {
  reply: Reply;
  /** Whether anything made from the secret went over the line. */
  proofGiven: boolean;
}

/**
 * One AUTH exchange (RFC 4954 §4).
 * @throws `sasl.*` after the exchange was cancelled with `*`; `smtp.bad-reply`
 */
export async function authenticate(channel: Channel, mechanism: Mechanism): Promise<AuthResult> {
  const initial = mechanism.initial();
  const { command, said } = authCommand(mechanism.name, initial);
  let waiting = said ? null : initial;
  let reply = await channel.ask(command, { expected: '2345' });
  // A mechanism has so many turns and no more, so that a server that asks for ever is not answered for ever.
  while (reply.code.startsWith('3')) {
    let response: Buffer;
    try {
      // Until the client has spoken, a challenge only asks it to; some servers put words there.
      response = waiting ?? (await mechanism.respond(decode(mechanism, reply.text)));
    } catch (error) {
      // What the server says to that changes nothing: why the exchange was given up is the better reason.
      await channel.respond('*').catch(() => {});
      throw error;
    }
    waiting = null;
    reply = await channel.respond(response.toString('base64'));
  }
  if (isYes(reply)) mechanism.finish();
  return { reply, proofGiven: waiting === null && mechanism.proofGiven };
}

function authCommand(mechanism: string, initial: Buffer | null): { command: string; said: boolean } {
  if (initial) {
    // `=` is an initial response of nothing.
    const command = `AUTH ${mechanism} ${initial.toString('base64') || '='}`;
    if (Buffer.byteLength(command) + 2 <= longestCommand) return { command, said: true };
  }
  return { command: `AUTH ${mechanism}`, said: false };
}

function decode({ name }: Mechanism, challenge: string): Buffer {
  if (!base64.test(challenge)) throw fail('sasl.bad-challenge', { mechanism: name, reason: 'it is no base64' });
  return Buffer.from(challenge, 'base64');
}

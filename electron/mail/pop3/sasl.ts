import { fail } from '../../../shared/errors';
import type { Mechanism } from '../../sasl';
import type { Channel } from './channel';
import type { StatusReply } from './replies';

/** RFC 5034 §4: a command of more octets than this goes without an initial response. */
const longestCommand = 255;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The AUTH command with what the client says first, or without it where there is none or that would be too long. */
export function authCommand(mechanism: string, initial: Buffer | null): { command: string; sent: boolean } {
  if (initial) {
    // `=` is an initial response of nothing.
    const command = `AUTH ${mechanism} ${initial.toString('base64') || '='}`;
    if (Buffer.byteLength(command) + 2 <= longestCommand) return { command, sent: true };
  }
  return { command: `AUTH ${mechanism}`, sent: false };
}

/** The server's last word on an exchange, be it yes or no. */
export interface AuthResult {
  reply: StatusReply;
  /** Whether anything made from the secret went over the line. */
  proofGiven: boolean;
}

/**
 * One AUTH exchange (RFC 5034 §4).
 * @param atOnce whether the command may carry what the client says first; a server that refuses it then does not tell
 *   whether it is the mechanism, the form or the secret that it does not like
 * @throws `sasl.*` after the exchange was cancelled with `*`; `pop3.bad-reply`
 */
export function authenticate(channel: Channel, mechanism: Mechanism, atOnce: boolean): Promise<AuthResult> {
  return channel.exclusive(async () => {
    const initial = mechanism.initial();
    const { command, sent } = authCommand(mechanism.name, atOnce ? initial : null);
    let waiting = sent ? null : initial;
    await channel.send(command);
    // A mechanism has so many turns and no more, so that a server that asks for ever is not answered for ever.
    for (;;) {
      const said = await channel.statusOrChallenge('AUTH');
      if (said.kind === 'status') {
        if (said.reply.ok) mechanism.finish();
        return { reply: said.reply, proofGiven: waiting === null && mechanism.proofGiven };
      }
      let response: Buffer;
      try {
        // Until the client has spoken, a challenge only asks it to; some servers put words there.
        response = waiting ?? (await mechanism.respond(decode(mechanism, said.challenge)));
      } catch (error) {
        await cancel(channel);
        throw error;
      }
      waiting = null;
      await channel.respond(response.toString('base64'));
    }
  });
}

/** What the server says to that changes nothing: the exchange has failed. */
async function cancel(channel: Channel): Promise<void> {
  try {
    await channel.respond('*');
    await channel.statusOrChallenge('AUTH');
  } catch {
    // The line may break here; why the exchange was given up is the better reason.
  }
}

function decode({ name }: Mechanism, challenge: string): Buffer {
  if (!base64.test(challenge)) throw fail('sasl.bad-challenge', { mechanism: name, reason: 'it is no base64' });
  return Buffer.from(challenge, 'base64');
}

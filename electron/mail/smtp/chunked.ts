import { onTheLine } from './content';
import type { Lot, Lots } from './lots';
import { isYes, type Reply } from './reply';

/** A content of no more octets goes along with its envelope; a larger one waits until somebody is there to receive it. */
const smallContent = 65_536;
/** Octets under way at most, beyond which a new message waits: what is in doubt when the line breaks stays little. */
const flightOctets = 262_144;
/** Messages under way at most, for the same reason. */
const flightMessages = 32;
/** Octets of one large content under way at most, so that a refusal of it is soon heard of. */
const chunksOctets = 8_388_608;

/**
 * Sends by BDAT (RFC 3030), several messages at once. RFC 3030 §2 pictures a stop between the envelope and the content; what
 * follows an envelope here is small, and a server discards the content of a transaction that it refused.
 */
export async function sendChunked(lots: Lots): Promise<void> {
  const { channel } = lots;
  const flying = new Set<Promise<void>>();
  for (;;) {
    const lot = lots.next();
    if (!lot && flying.size === 0) return;
    if (!lot) {
      // What is under way may yet leave recipients for one more transaction.
      await Promise.race(flying);
      continue;
    }
    const size = Math.min(lot.task.job.content.size, smallContent);
    while (flying.size >= flightMessages || (flying.size > 0 && channel.unanswered + size > flightOctets)) {
      await Promise.race(flying);
    }
    await lots.tried(lot, () => send(lots, lot));
    const flight = lots.settle(lot).finally(() => flying.delete(flight));
    flying.add(flight);
  }
}

async function send(lots: Lots, lot: Lot): Promise<void> {
  const { channel } = lots;
  const { content, onStep, onProgress = () => {} } = lot.task.job;
  const pieces = onTheLine(content, false, onProgress);
  const small = content.size <= smallContent ? await whole(pieces) : null;
  void lots.reset();
  void lots.mail(lot);
  for (const recipient of lot.to) void lots.rcpt(lot, recipient);
  if (small) {
    onStep?.('data');
    lastChunk(lots, lot, small);
    return channel.send();
  }
  await channel.send();
  if (!(await lots.isWanted(lot))) return;
  onStep?.('data');
  const answers: Promise<unknown>[] = [];
  let refused: Reply | null = null;
  let held: Buffer | null = null;
  for await (const bytes of pieces) {
    if (held) {
      const answer = channel.command(`BDAT ${held.byteLength}`, { payload: held });
      answers.push(
        answer.then(
          (reply) => {
            if (!isYes(reply)) refused ??= reply;
          },
          () => {},
        ),
      );
      await channel.send();
      while (channel.unanswered > chunksOctets && answers.length > 0) await answers.shift();
    }
    held = bytes;
    // Whoever refuses a piece has refused the message.
    if (refused) {
      lot.content = Promise.resolve(refused);
      return;
    }
  }
  lastChunk(lots, lot, held ?? Buffer.alloc(0));
  await channel.send();
  await Promise.all(answers);
  if (refused) lot.content = Promise.resolve(refused);
}

function lastChunk({ channel }: Lots, lot: Lot, payload: Buffer): void {
  const { finalMs } = channel.connection.deadlines;
  lot.content = channel.command(`BDAT ${payload.byteLength} LAST`, { payload, deadlineMs: finalMs });
  lot.contentEnded = true;
  lot.task.job.onStep?.('finishing');
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const bytes of pieces) all.push(bytes);
  return Buffer.concat(all);
}

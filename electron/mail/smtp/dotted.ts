import { fail } from '../../../shared/errors';
import type { Channel } from './channel';
import { type Content, onTheLine } from './content';
import type { Lot, Lots } from './lots';
import { contentRefusal } from './outcome';
import { answerOf, isYes, type Reply } from './reply';

const finalDot = Buffer.from('.\r\n');

/** A transaction whose envelope was sent, or is in the flight. */
interface Begun {
  lot: Lot;
  /** The answer to DATA; null where nobody was there to send it to. */
  data: Promise<Reply> | null;
}

/**
 * Sends by DATA (RFC 5321 §4.1.1.4). With PIPELINING the envelope goes in one flight with DATA, and with the end of the content
 * before it (RFC 2920 §3.1); without, each command waits for the answer to the one before.
 */
export async function sendDotted(lots: Lots): Promise<void> {
  const { pipelining } = lots.extensions;
  let begun = await begin(lots, pipelining);
  while (begun) {
    const { lot, data } = begun;
    let following: Begun | null = null;
    await lots.tried(lot, async () => {
      if (!data) return;
      const go = await data;
      if (!go.code.startsWith('3')) {
        lot.content = Promise.resolve(go);
        return;
      }
      lot.task.job.onStep?.('data');
      // A server that takes no recipient may still say “go on”, and is told at once that there is nothing.
      const octets = (await lots.isWanted(lot)) ? await sendContent(lots.channel, lot) : 0;
      lot.content = putFinalDot(lots.channel, octets);
      lot.contentEnded = true;
      lot.task.job.onStep?.('finishing');
      following = pipelining ? putEnvelope(lots) : null;
      await lots.channel.send();
    });
    await lots.settle(lot);
    begun = following ?? (await begin(lots, pipelining));
  }
}

async function begin(lots: Lots, pipelining: boolean): Promise<Begun | null> {
  if (!pipelining) return stepwise(lots);
  const begun = putEnvelope(lots);
  if (begun) await lots.tried(begun.lot, () => lots.channel.send());
  return begun;
}

/** Puts the next envelope into the flight, with DATA. */
function putEnvelope(lots: Lots): Begun | null {
  const lot = lots.next();
  if (!lot) return null;
  void lots.reset();
  void lots.mail(lot);
  for (const recipient of lot.to) void lots.rcpt(lot, recipient);
  return { lot, data: lots.channel.command('DATA', { expected: '345' }) };
}

async function stepwise(lots: Lots): Promise<Begun | null> {
  const lot = lots.next();
  if (!lot) return null;
  const { channel } = lots;
  const begun: Begun = { lot, data: null };
  const said = async (reply: Promise<Reply>) => {
    await channel.send();
    return isYes(await reply);
  };
  await lots.tried(lot, async () => {
    const reset = lots.reset();
    if (reset) await said(reset);
    if (!(await said(lots.mail(lot)))) return;
    let wanted = false;
    for (const recipient of lot.to) wanted = (await said(lots.rcpt(lot, recipient))) || wanted;
    if (!wanted) return;
    begun.data = channel.command('DATA', { expected: '345' });
    await channel.send();
  });
  return begun;
}

/** The content, as far as the server lets it come. */
async function sendContent(channel: Channel, lot: Lot): Promise<number> {
  const { content, onProgress = () => {} } = lot.task.job;
  try {
    return await streamContent(channel, content, onProgress);
  } catch (error) {
    // What is half sent can't be taken back in any other way.
    channel.close(error);
    throw error;
  }
}

/**
 * Sends a content behind 354, without its final dot. Its last piece stays in the flight, since the dot follows at once: a small
 * message is one packet with it.
 * @returns its octets on the line
 * @throws `smtp.data-refused` or `smtp.unasked-reply` where the server speaks before the end; the line is to be dropped then
 */
export async function streamContent(
  channel: Channel,
  content: Content,
  onProgress: (octets: number) => void,
): Promise<number> {
  let octets = 0;
  for await (const bytes of onTheLine(content, true, onProgress)) {
    if (octets > 0) await channel.send();
    octets += bytes.byteLength;
    channel.put(bytes);
    const early = await channel.interruption();
    if (!early) continue;
    if (!isYes(early)) throw contentRefusal(early, channel.host);
    throw fail('smtp.unasked-reply', { host: channel.host, command: 'DATA' }, answerOf(early));
  }
  return octets;
}

/** Puts the end of the content into the flight. @returns the server's last word on it */
export function putFinalDot(channel: Channel, octets: number): Promise<Reply> {
  channel.put(finalDot);
  channel.session?.event(`${octets.toLocaleString('en')} octets`);
  return channel.answer('the content', { deadlineMs: channel.connection.deadlines.finalMs });
}

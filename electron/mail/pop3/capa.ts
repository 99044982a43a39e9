import { type Capabilities, noCapabilities, parseCapabilities } from './capabilities';
import type { Channel } from './channel';

/** Longest answer that is taken. */
const longestCapa = 65_536;

/** CAPA, in either state. Nothing at all from a server that does not know it, which is no fault (RFC 2449 §5). */
export function askCapabilities(channel: Channel): Promise<Capabilities> {
  return channel.exclusive(async () => {
    await channel.send('CAPA');
    return takeCapabilities(channel);
  });
}

/** The answer to a CAPA that was sent. */
export async function takeCapabilities(channel: Channel, deadlineMs?: number): Promise<Capabilities> {
  if (!(await channel.status('CAPA', deadlineMs)).ok) return noCapabilities;
  const lines = (await channel.whole('CAPA', longestCapa))
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  for (const line of lines) channel.connection.session?.received(line, { octets: 0 });
  return parseCapabilities(lines);
}

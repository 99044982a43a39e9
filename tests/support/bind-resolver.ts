import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startNamed } from './bind';
import { freeUdpPort, temporaryFolder } from './lab';
import type { NameServer } from './nsd';

/**
 * BIND's named on loopback as a resolver, which asks the servers of these zones on ports of their own: name → port. It follows
 * aliases from one to the other by itself; referrals lead nowhere, since they name no port.
 * @param own zones that it holds itself, and hands out to anybody: name → text of the zone file
 */
export async function startBindResolver(
  zones: Record<string, number>,
  own: Record<string, string> = {},
): Promise<NameServer> {
  const folder = await temporaryFolder('bind-resolver');
  const port = await freeUdpPort();
  const at = (name: string) => join(folder.path, name);
  const config = [
    'options {',
    `  directory "${folder.path}";`,
    `  listen-on port ${port} { 127.0.0.1; };`,
    '  listen-on-v6 { none; };',
    `  pid-file "${at('pid')}";`,
    `  session-keyfile "${at('session.key')}";`,
    '  recursion yes;',
    '  minimal-responses yes;',
    '  dnssec-validation no;',
    '  empty-zones-enable no;',
    '};',
    'controls { };',
    ...Object.entries(zones).map(
      ([name, at]) => `zone "${name}" { type forward; forward only; forwarders { 127.0.0.1 port ${at}; }; };`,
    ),
  ];
  for (const [name, text] of Object.entries(own)) {
    await writeFile(at(`${name}.zone`), text);
    config.push(`zone "${name}" { type primary; file "${at(`${name}.zone`)}"; allow-transfer { any; }; };`);
  }
  return startNamed(folder, port, config);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeUdpPort, startProcess, temporaryFolder } from './lab';

export interface NameServer {
  port: number;
  stop(): Promise<void>;
}

/**
 * NSD on loopback with these zones: name → text of the zone file. `reread` gives it other texts, which it serves soon.
 * @param more addresses and ports that it listens on as well
 * @param about attributes of every zone: `provide-xfr: 127.0.0.1 NOKEY`
 */
export async function startNsd(
  zones: Record<string, string>,
  more: readonly string[] = [],
  about: readonly string[] = [],
): Promise<NameServer & { reread(changed: Record<string, string>): Promise<void> }> {
  const folder = await temporaryFolder('nsd');
  const port = await freeUdpPort();
  const at = (name: string) => join(folder.path, name);
  const config = [
    'server:',
    ...[`127.0.0.1@${port}`, ...more].map((address) => `  ip-address: ${address}`),
    '  username: ""',
    '  chroot: ""',
    '  database: ""',
    `  zonesdir: "${folder.path}"`,
    `  pidfile: "${at('pid')}"`,
    `  xfrdfile: "${at('xfrd')}"`,
    `  zonelistfile: "${at('zonelist')}"`,
    `  xfrdir: "${folder.path}"`,
    '  server-count: 1',
    'remote-control:',
    '  control-enable: no',
  ];
  const write = async (texts: Record<string, string>) => {
    for (const [name, text] of Object.entries(texts)) await writeFile(at(`${name}.zone`), text);
  };
  await write(zones);
  for (const name of Object.keys(zones)) {
    const own = about.map((attribute) => `  ${attribute}`);
    config.push('zone:', `  name: "${name}"`, `  zonefile: "${at(`${name}.zone`)}"`, ...own);
  }
  await writeFile(at('nsd.conf'), `${config.join('\n')}\n`);
  const server = await startProcess('nsd', ['-d', '-c', at('nsd.conf')], {
    ready: (output) => output.includes('nsd started'),
  });
  return {
    port,
    reread: async (changed) => {
      await write(changed);
      server.child.kill('SIGHUP');
    },
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeUdpPort, startProcess, temporaryFolder } from './lab';

export interface NameServer {
  port: number;
  stop(): Promise<void>;
}

/** NSD on loopback with these zones: name → text of the zone file. @param more addresses and ports that it listens on as well */
export async function startNsd(zones: Record<string, string>, more: readonly string[] = []): Promise<NameServer> {
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
  for (const [name, text] of Object.entries(zones)) {
    await writeFile(at(`${name}.zone`), text);
    config.push('zone:', `  name: "${name}"`, `  zonefile: "${at(`${name}.zone`)}"`);
  }
  await writeFile(at('nsd.conf'), `${config.join('\n')}\n`);
  const server = await startProcess('nsd', ['-d', '-c', at('nsd.conf')], {
    ready: (output) => output.includes('nsd started'),
  });
  return {
    port,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}

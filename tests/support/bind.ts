import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificate } from './certificates';
import { freeUdpPort, startProcess, temporaryFolder } from './lab';
import type { NameServer } from './nsd';

const run = promisify(execFile);

/** Ports and a certificate for questions that are encrypted. */
export interface Encrypted extends Certificate {
  tlsPort: number;
  httpsPort: number;
}

/**
 * BIND's named on loopback, authoritative only, with these zones: name → text of the zone file.
 * @param about statements of every zone: `allow-update { 127.0.0.1; };`
 */
export async function startBind(zones: Record<string, string>, encrypted?: Encrypted, about = ''): Promise<NameServer> {
  const folder = await temporaryFolder('bind');
  const port = await freeUdpPort();
  const at = (name: string) => join(folder.path, name);
  const config = [
    ...(encrypted
      ? [
          `tls own { cert-file "${encrypted.certFile}"; key-file "${encrypted.keyFile}"; };`,
          'http own { endpoints { "/dns-query"; }; };',
        ]
      : []),
    'options {',
    ...(encrypted
      ? [
          `  listen-on port ${encrypted.tlsPort} tls own { 127.0.0.1; };`,
          `  listen-on port ${encrypted.httpsPort} tls own http own { 127.0.0.1; };`,
        ]
      : []),
    `  directory "${folder.path}";`,
    `  listen-on port ${port} { 127.0.0.1; };`,
    '  listen-on-v6 { none; };',
    `  pid-file "${at('pid')}";`,
    `  session-keyfile "${at('session.key')}";`,
    '  server-id "ns1.lab";',
    '  recursion no;',
    '  dnssec-validation no;',
    '};',
    'controls { };',
  ];
  for (const [name, text] of Object.entries(zones)) {
    await writeFile(at(`${name}.zone`), text);
    config.push(`zone "${name}" { type primary; file "${at(`${name}.zone`)}"; ${about} };`);
  }
  return startNamed(folder, port, config);
}

/** @param config of a server on this port, whose files lie in the folder, which goes with it */
export async function startNamed(
  folder: Awaited<ReturnType<typeof temporaryFolder>>,
  port: number,
  config: readonly string[],
): Promise<NameServer> {
  const file = join(folder.path, 'named.conf');
  await writeFile(file, `${config.join('\n')}\n`);
  const server = await startProcess('named', ['-g', '-n', '1', '-c', file], {
    ready: (output) => / running\s*$/m.test(output) && output.includes('all zones loaded'),
  });
  return {
    port,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}

/** What dig prints with these arguments. */
export async function dig(port: number, ...args: string[]): Promise<string> {
  const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), '+tries=1', '+time=3', ...args]);
  return stdout;
}

/** The records that dig prints, one a line, fields parted by one space, in an order of their own. */
export async function digRecords(port: number, ...args: string[]): Promise<string[]> {
  const text = await dig(port, '+noall', '+answer', '+authority', '+additional', '+nosplit', ...args);
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line)?.slice(1).join(' ') ?? line)
    .sort();
}

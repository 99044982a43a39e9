import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dig, type Encrypted } from './bind';
import { freeUdpPort, startProcess, temporaryFolder } from './lab';
import type { NameServer } from './nsd';

export interface Resolving {
  /** Where each zone is asked for: its name → port on loopback. */
  zones: Record<string, number>;
  /** DNSKEY or DS records, one a line; without them nothing is validated. */
  anchors?: readonly string[];
  encrypted?: Encrypted;
}

/** Unbound on loopback: a resolver that asks others, and validates where it has anchors. */
export async function startUnbound({ zones, anchors = [], encrypted }: Resolving): Promise<NameServer> {
  const folder = await temporaryFolder('unbound');
  const port = await freeUdpPort();
  const at = (name: string) => join(folder.path, name);
  await writeFile(at('anchors'), `${anchors.join('\n')}\n`);
  const config = [
    'server:',
    ...[port, ...(encrypted ? [encrypted.tlsPort, encrypted.httpsPort] : [])].map(
      (each) => `  interface: 127.0.0.1@${each}`,
    ),
    ...(encrypted
      ? [
          `  tls-port: ${encrypted.tlsPort}`,
          `  https-port: ${encrypted.httpsPort}`,
          `  tls-service-pem: "${encrypted.certFile}"`,
          `  tls-service-key: "${encrypted.keyFile}"`,
        ]
      : []),
    '  username: ""',
    '  chroot: ""',
    `  directory: "${folder.path}"`,
    '  pidfile: ""',
    '  use-syslog: no',
    '  num-threads: 1',
    '  do-ip6: no',
    // Nothing leaves loopback, whatever addresses a zone gives to its servers.
    '  outgoing-interface: 127.0.0.1',
    '  do-not-query-localhost: no',
    // `test.` and the like are answered by itself otherwise (RFC 6761).
    '  local-zone: "test." nodefault',
    `  module-config: "${anchors.length > 0 ? 'validator iterator' : 'iterator'}"`,
    ...(anchors.length > 0 ? [`  trust-anchor-file: "${at('anchors')}"`] : []),
    // What one answer has proved is not made the answer to the next question: each is judged by its own records.
    '  aggressive-nsec: no',
    '  harden-below-nxdomain: no',
    '  qname-minimisation: no',
    '  val-sig-skew-min: 0',
    '  val-sig-skew-max: 0',
    '  nsid: ascii_resolver.lab',
    '  ede: yes',
    // Extended errors come with words.
    '  val-log-level: 2',
    'remote-control:',
    '  control-enable: no',
    ...Object.entries(zones).flatMap(([name, zonePort]) => [
      'stub-zone:',
      `  name: "${name}"`,
      `  stub-addr: 127.0.0.1@${zonePort}`,
    ]),
  ];
  await writeFile(at('unbound.conf'), `${config.join('\n')}\n`);
  const server = await startProcess('unbound', ['-d', '-c', at('unbound.conf')], {
    ready: (output) => output.includes('start of service'),
  });
  return {
    port,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}

/** What a validator thinks, by how it answers: AD, SERVFAIL, or neither; `why` is the code of its extended error (RFC 8914). */
export async function judgedBy(port: number, name: string, type: string): Promise<{ verdict: string; why: string }> {
  const text = await dig(port, '+adflag', '+time=10', name, type);
  const status = /status: (\w+)/.exec(text)?.[1] ?? '';
  const checked = / ad[ ;]/.test(/flags:[^;]*;/.exec(text)?.[0] ?? '');
  const verdicts: Record<string, string> = { SERVFAIL: 'bogus' };
  for (const answered of ['NOERROR', 'NXDOMAIN']) verdicts[answered] = checked ? 'secure' : 'insecure';
  return { verdict: verdicts[status] ?? status, why: /; EDE: (\d+)/.exec(text)?.[1] ?? '' };
}

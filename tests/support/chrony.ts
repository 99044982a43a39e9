import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freeUdpPort, serverEnv, startProcess, temporaryFolder } from './lab';

const run = promisify(execFile);
/** Where libfaketime is, which gives a program another clock; undefined: nowhere. */
export const FAKETIME = ['x86_64-linux-gnu/', 'aarch64-linux-gnu/', '']
  .map((folder) => `/usr/lib/${folder}faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

export interface Chrony {
  port: number;
  /** Where chronyc asks it. */
  commandPort: number;
  stop(): Promise<void>;
}

/**
 * chronyd as a server on loopback, stratum 3, whose clock is `aheadSeconds` ahead of this machine's.
 * @param nts where it agrees on keys for NTS, and with which certificate
 * @param port one that is free where nothing else is said
 */
export async function startChrony(
  aheadSeconds = 0,
  nts?: { ntsPort: number; certFile: string; keyFile: string },
  port?: number,
): Promise<Chrony> {
  const commandPort = await freeUdpPort();
  const folder = await temporaryFolder('chrony');
  const own = port ?? (await freeUdpPort());
  const config = join(folder.path, 'chrony.conf');
  await writeFile(
    config,
    [
      `port ${own}`,
      'local stratum 3',
      'allow 127.0.0.1',
      'bindaddress 127.0.0.1',
      `cmdport ${commandPort}`,
      'bindcmdaddress 127.0.0.1',
      // Else it would be a socket that all of them share.
      `bindcmdaddress ${join(folder.path, 'command.sock')}`,
      `pidfile ${join(folder.path, 'pid')}`,
      `driftfile ${join(folder.path, 'drift')}`,
      ...(nts ? [`ntsport ${nts.ntsPort}`, `ntsservercert ${nts.certFile}`, `ntsserverkey ${nts.keyFile}`] : []),
      '',
    ].join('\n'),
  );
  const signed = `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}s`;
  if (aheadSeconds !== 0 && !FAKETIME) throw new Error('libfaketime is not installed');
  const fake = { LD_PRELOAD: FAKETIME ?? '', FAKETIME: signed, DONT_FAKE_MONOTONIC: '1' };
  const server = await startProcess('chronyd', ['-x', '-d', '-u', userInfo().username, '-U', '-f', config], {
    ready: () => answersNtp(own),
    env: aheadSeconds === 0 ? { LD_PRELOAD: '' } : fake,
  });
  return {
    port: own,
    commandPort,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}

/** Whether an NTP server at this port of loopback answers, and knows the time: its stratum is not 0 then. */
export function answersNtp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (yes: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(yes);
    };
    const timer = setTimeout(() => end(false), 200);
    socket.once('message', (bytes) => end(bytes[1] !== 0));
    socket.once('error', () => end(false));
    // Version 4, mode 3: a client's question, all else empty (RFC 5905 §7.3).
    socket.connect(port, '127.0.0.1', () => socket.send(Buffer.concat([Buffer.from([0x23]), Buffer.alloc(47)])));
  });
}

/** What `chronyd -Q` says of a server: how far it is ahead of this machine, in seconds. */
export async function chronyQuery(port: number): Promise<number> {
  const folder = await temporaryFolder('chrony-q');
  try {
    const { stdout, stderr } = await run(
      'chronyd',
      [
        '-Q',
        '-u',
        userInfo().username,
        '-t',
        '5',
        '-U',
        '-f',
        '/dev/null',
        `server 127.0.0.1 port ${port} iburst maxsamples 4`,
        'cmdport 0',
        `pidfile ${join(folder.path, 'pid')}`,
      ],
      { env: serverEnv },
    );
    const seconds = /System clock wrong by (-?[\d.]+) seconds/.exec(stdout + stderr)?.[1];
    if (seconds === undefined) throw new Error(`chronyd -Q told no offset:\n${stdout}${stderr}`);
    return Number(seconds);
  } finally {
    await folder.remove();
  }
}

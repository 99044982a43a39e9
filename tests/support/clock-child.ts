import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { measure } from '../../electron/clock';
import { Transcripts } from '../../electron/wire';
import { answersNtp, chronyQuery, startChrony } from './chrony';
import { startProcess } from './lab';
import { quickManners } from './manners';

/**
 * A program that starts a time server at the port of NTP, in a network of its own where that is free, and says how three
 * clients read it: ours, NTPsec's ntpdig, which knows no other port, and `chronyd -Q`. It runs with another clock than its server.
 */
const [make = '', folder = '', ntpd = ''] = process.argv.slice(2);
const port = 123;

async function startNtpd() {
  const config = join(folder, 'ntp.conf');
  // It serves its own clock at once, and never sets that of this machine.
  const lines = ['disable ntp', 'restrict default', 'tos orphan 5 orphanwait 1', `driftfile ${join(folder, 'drift')}`];
  await writeFile(config, `${lines.join('\n')}\n`);
  return startProcess(ntpd, ['-n', '-c', config, '-p', join(folder, 'pid')], {
    env: { LD_PRELOAD: '' },
    // It answers nobody who asks more often than each second.
    ready: async () => (await answersNtp(port)) || pause(1_000, false),
  });
}

async function ntpdig(): Promise<number> {
  const { stdout } = await promisify(execFile)('ntpdig', ['-j', '-t', '2', '127.0.0.1']);
  return Number(/"offset":(-?[\d.]+)/.exec(stdout)?.[1] ?? Number.NaN);
}

const server = await (make === 'ntpd' ? startNtpd() : startChrony(0, undefined, port));
try {
  const reading = await measure({
    servers: [{ host: '127.0.0.1', port, pool: false, nts: false }],
    transcripts: new Transcripts(),
    manners: quickManners(),
  });
  console.log(JSON.stringify({ reading, ntpdig: await ntpdig(), chrony: await chronyQuery(port) }));
} finally {
  await server.stop();
}

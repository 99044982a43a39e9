import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { measure } from '../../electron/clock';
import { Manners } from '../../electron/clock/manners';
import { Transcripts } from '../../electron/wire';
import { chronyQuery, startChrony } from '../support/chrony';
import { serverEnv, temporaryFolder } from '../support/lab';
import { alternate, median, type Outcome } from './compare';

const here = (command: string) =>
  spawnSync(command, ['--version'], { stdio: 'ignore', env: serverEnv }).error === undefined;
const rounds = 5;

/** A clock that is known: chronyd's own on this machine, so that each offset is an error. */
export async function* run(): AsyncGenerator<Outcome> {
  const title = 'From the first question to the last word, four servers on loopback';
  if (!here('chronyd')) {
    yield { title, rows: [], target: null, missing: ['chronyd'], notes: [] };
    return;
  }
  const servers = await Promise.all([0, 0, 0, 0].map((ahead) => startChrony(ahead)));
  const ports = servers.map(({ port }) => port);
  const [port = 0] = ports;
  const errors: { ours: number[]; chrony: number[]; first: number[] } = { ours: [], chrony: [], first: [] };
  try {
    const rows = await alternate(
      [
        {
          name: 'Posthorn',
          async run() {
            const { firstMs, wholeMs, offsetUs } = await ours(ports);
            errors.ours.push(Math.abs(offsetUs));
            errors.first.push(firstMs);
            return wholeMs;
          },
        },
        { name: 'chronyd -Q', run: () => chronyAll(ports) },
      ],
      { rounds, warmUps: 1 },
    );
    for (let i = 0; i < rounds; i++) errors.chrony.push(Math.abs(await chronyQuery(port)) * 1e6);
    yield {
      title,
      rows,
      target: 1,
      missing: [],
      notes: [
        `Posthorn gives its first verdict after ${Math.round(median(errors.first))} ms, and asks three times, 2 s apart, to be surer.`,
        `Off by (median): Posthorn ${Math.round(median(errors.ours))} µs, chronyd -Q ${Math.round(median(errors.chrony))} µs.`,
      ],
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function ours(ports: readonly number[]) {
  const began = performance.now();
  let firstMs = 0;
  const reading = await measure({
    servers: ports.map((port) => ({ host: '127.0.0.1', port, pool: false, nts: false })),
    transcripts: new Transcripts(),
    manners: new Manners({ read: async () => ({}), write: async () => {} }),
    eager: true,
    onRound: () => {
      firstMs ||= performance.now() - began;
    },
  });
  return { firstMs, wholeMs: performance.now() - began, offsetUs: reading.result?.offsetUs ?? Number.NaN };
}

async function chronyAll(ports: readonly number[]): Promise<number> {
  const folder = await temporaryFolder('chrony-bench');
  const began = performance.now();
  const sources = ports.map((port) => `server 127.0.0.1 port ${port} iburst maxsamples 4`);
  const own = ['cmdport 0', `pidfile ${folder.path}/pid`];
  await promisify(execFile)('chronyd', ['-Q', '-t', '10', '-U', '-f', '/dev/null', ...sources, ...own], {
    env: serverEnv,
  });
  const took = performance.now() - began;
  await folder.remove();
  return took;
}

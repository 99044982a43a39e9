import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decode, encode } from 'dns-packet';
import * as v from 'valibot';
import { build } from 'vite';
import { toQuestion } from '../../electron/dns';
import { encodeQuery } from '../../electron/dns/message';
import { root } from '../../scripts/lib/paths.mjs';
import { buildChild } from '../support/build-child';
import { serverEnv, temporaryFolder } from '../support/lab';
import { type NameServer, startNsd } from '../support/nsd';
import { alternate, type Contender, type Outcome } from './compare';

const few = 10_000;
const many = 100_000;
const rounds = 15;
/** adns asks at no other port. */
const adnsAddress = '127.7.53.1';

const here = (command: string) =>
  spawnSync(command, ['--help'], { stdio: 'ignore', env: serverEnv }).error === undefined;
const names = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.bulk.test`);
const zone = `$TTL 300
@ IN SOA ns1 hostmaster 1 7200 3600 604800 300
@ IN NS ns1
@ IN NS ns2
@ IN MX 10 mail
@ IN MX 20 imap
@ IN TXT "v=spf1 mx -all"
ns1 IN A 192.0.2.1
ns2 IN A 192.0.2.2
mail IN A 192.0.2.3
mail IN AAAA 2001:db8::3
imap IN A 192.0.2.4
ftp IN CNAME h1
${names(many)
  .map((_, i) => `h${i} IN A 192.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  .join('\n')}
`;

export async function* run({ electron }: { electron: string }): AsyncGenerator<Outcome> {
  if (!here('nsd')) {
    yield { title: `${few} names`, rows: [], target: null, missing: ['nsd'], notes: [] };
    return;
  }
  const folder = await temporaryFolder('dns-bench');
  // Only root may open port 53; without it adnshost is left out.
  const more = process.getuid?.() === 0 ? [`${adnsAddress}@53`] : [];
  const nsd = await startNsd({ 'bulk.test': zone }, more);
  try {
    const ours = await posthorn(electron, folder.path, nsd.port);
    try {
      yield await lookups(nsd, folder.path, more.length > 0, ours.lookUp);
      yield* await codecs(nsd, folder.path);
      yield await memory(ours.lookUp);
    } finally {
      await ours.end();
    }
  } finally {
    await nsd.stop();
    await folder.remove();
  }
}

async function lookups(nsd: NameServer, folder: string, adns: boolean, ours: LookUp): Promise<Outcome> {
  const list = names(few);
  const [plain, asked] = [join(folder, 'names'), join(folder, 'asked')];
  await writeFile(plain, `${list.join('\n')}\n`);
  await writeFile(asked, `${list.map((name) => `${name} A`).join('\n')}\n`);
  const missing: string[] = [];
  const peer = (command: string, run: () => Promise<number>): Contender[] => {
    if (here(command)) return [{ name: command, run }];
    missing.push(command);
    return [];
  };
  const at = `@127.0.0.1 -p ${nsd.port}`;
  const cold = await ours(few);
  const rows = await alternate(
    [
      { name: 'Posthorn, on its thread', run: async () => (await ours(few)).ms },
      // Given all at once, it floods the server and waits for seconds; so it gets as many as the others have open.
      ...(adns
        ? peer('adnshost', () =>
            shell(`xargs -n 200 adnshost --config 'nameserver ${adnsAddress}' -ta < ${plain}`, few),
          )
        : []),
      ...peer('dig', () => shell(`dig ${at} +short -f ${asked}`, few)),
      ...peer('kdig', () => shell(`xargs kdig ${at} +short < ${plain}`, few)),
      { name: 'Node’s dns.resolve4, 200 at a time', run: () => node(nsd, list) },
    ],
    // By the third our code is compiled, as that of the others is from the start.
    { rounds, warmUps: 3 },
  );
  return {
    title: `${few.toLocaleString('en')} names from NSD on loopback, all answered`,
    rows,
    target: 1,
    missing,
    notes: [
      'Posthorn: 200 open at a time, 16 sockets, random ids and letters; its thread is kept from run to run.',
      ...(adns ? [] : ['adnshost asks at port 53, which root alone may open: it is not compared.']),
      `Its first run, on a fresh thread whose code is not compiled yet: ${Math.round(cold.ms)} ms.`,
    ],
  };
}

const lookedUp = v.object({
  ms: v.number(),
  answered: v.number(),
  /** Octets of the process, its thread included: when a tenth was done, and at most. */
  early: v.number(),
  most: v.number(),
});
type LookUp = (count: number) => Promise<v.InferOutput<typeof lookedUp>>;

/** Posthorn in its own runtime, which compiles otherwise than that of this benchmark; kept from run to run. */
async function posthorn(
  electron: string,
  folder: string,
  port: number,
): Promise<{ lookUp: LookUp; end(): Promise<void> }> {
  const program = await buildChild('bulk-child', folder);
  const child = spawn(electron, [program, join(root, 'dist/electron/dns-worker.cjs'), folder, String(port)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async lookUp(count) {
      child.stdin.write(`${count}\n`);
      const { value } = await lines.next();
      const result = v.parse(lookedUp, JSON.parse(value ?? 'null'));
      if (result.answered !== count) throw new Error(`only ${result.answered} of ${count} were answered`);
      return result;
    },
    end() {
      child.stdin.end();
      return gone;
    },
  };
}

function shell(command: string, lines: number): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { env: serverEnv, stdio: ['ignore', 'pipe', 'ignore'] });
    let seen = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (const octet of chunk) if (octet === 10) seen += 1;
    });
    child.once('error', reject);
    child.once('close', () => {
      if (seen >= lines) resolve(performance.now() - began);
      else reject(new Error(`${command}: ${seen} lines instead of ${lines}`));
    });
  });
}

async function node(nsd: NameServer, list: readonly string[]): Promise<number> {
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${nsd.port}`]);
  const began = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: 200 }, async () => {
      for (let name = list[next++]; name !== undefined; name = list[next++]) await resolver.resolve4(name);
    }),
  );
  return performance.now() - began;
}

/** As the app has it: in the runner of this file each import is a look-up, which what lies in packages is spared. */
async function built(folder: string): Promise<typeof import('../../electron/dns/message')> {
  const entry = join(root, 'electron/dns/message.ts');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'message.cjs' } },
    },
    ssr: { noExternal: true },
  });
  return createRequire(entry)(join(folder, 'message.cjs'));
}

/** How long it takes to read what NSD says, and to write questions; each a few thousand times. */
async function* codecs(nsd: NameServer, folder: string): AsyncGenerator<Outcome> {
  const asked = [
    ['h1.bulk.test', 'A'],
    ['mail.bulk.test', 'AAAA'],
    ['bulk.test', 'MX'],
    ['bulk.test', 'NS'],
    ['bulk.test', 'TXT'],
    ['bulk.test', 'SOA'],
    ['ftp.bulk.test', 'A'],
    ['nope.bulk.test', 'A'],
  ] as const;
  const answers = await Promise.all(asked.map(([name, type]) => answerOf(nsd, name, type)));
  const times = 20_000;
  const { decodeMessage } = await built(folder);
  const repeat = (work: (index: number) => void) => async () => {
    const began = process.cpuUsage();
    for (let i = 0; i < times; i++) work(i % asked.length);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  const byProcessor = 'By the processor’s time, whatever else it does meanwhile.';
  const note = 'Posthorn keeps octets and places of every record besides its text, so that it can show them.';
  yield {
    title: `${times.toLocaleString('en')} common answers read`,
    rows: await alternate(
      [
        { name: 'Posthorn', run: repeat((i) => decodeMessage(answers[i] ?? Buffer.alloc(0))) },
        { name: 'dns-packet', run: repeat((i) => decode(answers[i] ?? Buffer.alloc(0))) },
      ],
      { rounds, warmUps: 5 },
    ),
    target: 0.5,
    missing: [],
    notes: [byProcessor, note],
  };
  yield {
    title: `${times.toLocaleString('en')} questions written, from their names`,
    rows: await alternate(
      [
        {
          name: 'Posthorn',
          run: repeat((i) => encodeQuery(i, toQuestion({ name: asked[i]?.[0] ?? '', type: asked[i]?.[1] ?? 'A' }))),
        },
        {
          name: 'dns-packet',
          run: repeat((i) => {
            const [name = '', type = 'A'] = asked[i] ?? [];
            const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: 0 };
            const additionals = [{ ...opt, type: 'OPT' as const, flag_do: false, options: [] }];
            encode({ type: 'query', id: i, flags: 0x0100, questions: [{ name, type }], additionals });
          }),
        },
      ],
      { rounds, warmUps: 5 },
    ),
    target: 0.5,
    missing: [],
    notes: [byProcessor],
  };
}

function answerOf(nsd: NameServer, name: string, type: string): Promise<Buffer> {
  const socket = createSocket('udp4');
  return new Promise<Buffer>((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
    socket.send(encodeQuery(7, toQuestion({ name, type })), nsd.port, '127.0.0.1');
  }).finally(() => socket.close());
}

async function memory(ours: LookUp): Promise<Outcome> {
  const { ms, early, most } = await ours(many);
  const mb = (octets: number) => Math.round(octets / 1e6);
  return {
    title: `${many.toLocaleString('en')} names`,
    rows: [{ name: 'Posthorn', times: [ms] }],
    target: null,
    missing: [],
    notes: [`Memory of the process: ${mb(early)} MB after a tenth of them, at most ${mb(most)} MB.`],
  };
}

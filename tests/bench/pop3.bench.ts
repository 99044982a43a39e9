import { spawnSync } from 'node:child_process';
import { buildChild } from '../support/build-child';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { temporaryFolder } from '../support/lab';
import { startSlowLine } from '../support/slow-line';
import { message } from '../support/store';
import { alternate, type Contender, median, type Outcome } from './compare';
import { curl, fetchmail, type Maildrop, mpop, nodePop3, poplib, posthorn, rawReader } from './pop3-peers';

interface Scenario {
  messages: number;
  octets: number;
  roundTripMs: number;
  rounds: number;
  /** Programs that wait for each answer take a minute where the line is long. */
  patient: boolean;
}

const scenarios: Scenario[] = [
  { messages: 2_000, octets: 4_096, roundTripMs: 0, rounds: 5, patient: true },
  { messages: 10_000, octets: 4_096, roundTripMs: 0, rounds: 3, patient: true },
  { messages: 20, octets: 26_214_400, roundTripMs: 0, rounds: 3, patient: true },
  { messages: 2_000, octets: 4_096, roundTripMs: 20, rounds: 5, patient: true },
  { messages: 10_000, octets: 4_096, roundTripMs: 20, rounds: 5, patient: false },
];

const nameOf = ({ messages, octets }: Scenario) => `${messages}x${octets}`;
const otherUser = (user: string) => `${user}-other`;
const password = 'practice';
const here = (command: string) => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

/** A whole maildrop over loopback, in plain text: what is timed is the client, not the cipher. */
export async function* run({ electron }: { electron: string }): AsyncGenerator<Outcome> {
  if (!here('dovecot')) {
    yield { title: 'A maildrop', rows: [], target: null, missing: ['dovecot'], notes: [] };
    return;
  }
  const kinds = new Map(scenarios.map((one) => [nameOf(one), one]));
  const users = [...kinds].flatMap(([user, { messages, octets }]) => [
    { user, messages, octets, from: 0 },
    { user: otherUser(user), messages, octets, from: messages },
  ]);
  const dovecot = await startDovecot({ users: users.map(({ user }) => user) });
  const folder = await temporaryFolder('pop3-bench');
  try {
    const program = await buildChild('fetch-child', folder.path);
    for (const { user, messages, octets, from } of users)
      dovecot.seed(
        user,
        Array.from({ length: messages }, (_, index) => makeMessage(from + index, octets)),
      );
    for (const scenario of scenarios)
      yield await compare(dovecot, scenario, (drop) => posthorn(program, electron, drop));
  } finally {
    await dovecot.stop();
    await folder.remove();
  }
}

async function compare(
  dovecot: Dovecot,
  scenario: Scenario,
  ours: (drop: Maildrop) => ReturnType<typeof posthorn>,
): Promise<Outcome> {
  const { messages, octets, roundTripMs, rounds, patient } = scenario;
  const line =
    roundTripMs > 0
      ? await startSlowLine({ to: dovecot.pop3, oneWayMs: roundTripMs / 2 })
      : { port: dovecot.pop3, async stop() {} };
  const user = nameOf(scenario);
  const drop: Maildrop = { port: line.port, user, otherUser: otherUser(user), password, messages };
  const later: number[] = [];
  const filed: number[] = [];
  const held: number[] = [];
  const more: number[] = [];
  const all: (Contender & { needs?: string; waits?: boolean })[] = [
    {
      name: 'Posthorn, durable and indexed',
      async run() {
        const { ms, laterMs, filedAfterMs, heldMs, octetsMore } = await ours(drop);
        later.push(laterMs);
        filed.push(filedAfterMs);
        held.push(heldMs);
        more.push(octetsMore);
        return ms;
      },
    },
    { name: 'mpop, into a maildir', needs: 'mpop', run: () => mpop(dovecot.dir, 'maildir', drop) },
    { name: 'mpop, into an mbox', needs: 'mpop', run: () => mpop(dovecot.dir, 'mbox', drop) },
    { name: 'fetchmail, into a file', needs: 'fetchmail', waits: true, run: () => fetchmail(dovecot.dir, drop) },
    { name: 'curl, keeps nothing', needs: 'curl', waits: true, run: () => curl(dovecot.dir, drop) },
    { name: 'poplib of Python, keeps nothing', needs: 'python3', waits: true, run: () => poplib(drop) },
    { name: 'node-pop3, keeps nothing', waits: true, run: () => nodePop3(drop) },
    { name: 'raw pipelined reader, keeps nothing', run: () => rawReader(drop, false) },
    { name: 'the same, which knows all before it is greeted', run: () => rawReader(drop, true) },
  ];
  const wanted = all.filter(({ waits }) => patient || !waits);
  try {
    const present = wanted
      .filter(({ needs }) => needs === undefined || here(needs))
      .map((one) => ({ ...one, once: one.waits === true && roundTripMs > 0 }));
    const rows = await alternate(present, { rounds, warmUps: roundTripMs > 0 ? 0 : 1 });
    const size = octets < 1_048_576 ? `${octets / 1024} KiB` : `${octets / 1_048_576} MiB`;
    return {
      title: `A maildrop of ${messages.toLocaleString('en')} messages of ${size} from Dovecot, ${roundTripMs} ms round trip`,
      rows,
      target: null,
      missing: [...new Set(wanted.flatMap(({ needs }) => (needs && !here(needs) ? [needs] : [])))],
      notes: [
        `The next fetch of the same program took ${Math.round(median(later))} ms.`,
        `Every message had its own file and was searchable ${Math.round(median(filed))} ms after Posthorn's fetch.`,
        `The longest that a fetch kept the event loop from everything else: ${Math.round(median(held))} ms as a rule, ${Math.round(Math.max(...held))} ms at most.`,
        `With the store's worker it had ${Math.round(Math.max(...more) / 1_048_576)} MiB more memory than before, at most.`,
      ],
    };
  } finally {
    await line.stop();
  }
}

function makeMessage(index: number, octets: number): string {
  const head = message({ Subject: `Message ${index}`, 'Message-ID': `<${index}@example.org>` }, '');
  const line = 'What grows in the north field is not what was sown there.\r\n';
  return (head + line.repeat(octets / line.length + 1)).slice(0, octets - 2).concat('\r\n');
}

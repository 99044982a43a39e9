import { createInterface } from 'node:readline';
import { compileLate } from '../../electron/compile-late';
import { Bulk } from '../../electron/dns';
import type { BulkState } from '../../shared/contract';

/** Looks up as many names as each line of its input says, and prints what it took. */
compileLate();
const [workerPath = '', folder = '', port = '0'] = process.argv.slice(2);
const bulk = new Bulk(workerPath);
let runs = 0;

async function lookUp(count: number) {
  runs += 1;
  const names = Array.from({ length: count }, (_, i) => `h${i}.bulk.test`);
  const seen: { done: number; octets: number }[] = [];
  const began = performance.now();
  const ended = await new Promise<BulkState>((resolve, reject) => {
    const asked = bulk.start(
      {
        source: { kind: 'text', text: names.join('\n') },
        types: ['A'],
        server: { host: '127.0.0.1', port: Number(port) },
        transport: 'udp',
        ca: [],
        concurrency: 200,
        perSecond: null,
      },
      `${folder}/results-${runs}`,
      (state) => {
        seen.push({ done: state.done, octets: process.memoryUsage.rss() });
        if (state.state !== 'running') resolve(state);
      },
    );
    asked.catch(reject);
  });
  const ms = performance.now() - began;
  const early = seen.find(({ done }) => done >= count / 10)?.octets ?? 0;
  return { ms, answered: ended.kinds.answer, early, most: Math.max(...seen.map(({ octets }) => octets)) };
}

for await (const line of createInterface(process.stdin))
  process.stdout.write(`${JSON.stringify(await lookUp(Number(line)))}\n`);
await bulk.close();

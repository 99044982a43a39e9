import { expect, test } from 'vitest';
import { watch } from '../../../electron/dns';
import type { DnsAnswer, DnsWatch } from '../../../shared/contract';
import { fail } from '../../../shared/errors';

function answer(ttlSeconds: number, ...data: string[]): DnsAnswer {
  const record = (text: string) => ({
    owner: 'a.test.',
    ttlSeconds,
    class: 'IN',
    type: 'A',
    typeCode: 1,
    data: text,
    meaning: '',
  });
  return {
    at: new Date().toISOString(),
    question: { name: 'a.test.', type: 'A', typeCode: 1, class: 'IN' },
    server: { host: '127.0.0.1', port: 53 },
    transport: 'udp',
    truncatedOverUdp: false,
    encryption: null,
    way: null,
    cachedForSeconds: null,
    edns: null,
    dropped: [],
    rcode: data.length > 0 ? 'NOERROR' : 'NXDOMAIN',
    kind: data.length > 0 ? 'answer' : 'nxdomain',
    flags: [],
    answer: data.map(record),
    authority: [],
    additional: [],
    elapsedUs: 1,
    octets: 1,
    message: { octets: new Uint8Array(), fields: [] },
    sentence: '',
    sessionId: '',
  };
}

/** Watches until these answers are used up. */
async function watched(answers: (DnsAnswer | Error)[], everySeconds: number | null = null) {
  const stop = new AbortController();
  const waits: number[] = [];
  const states: DnsWatch[] = [];
  const changes: DnsWatch['changes'] = [];
  let next = 0;
  await watch({
    question: { name: 'a.test', type: 'A' },
    everySeconds,
    signal: stop.signal,
    async ask() {
      const answered = answers[next++];
      if (!answered || answered instanceof Error) throw answered ?? new Error('no more');
      return answered;
    },
    async wait(ms) {
      waits.push(ms);
      if (next >= answers.length) stop.abort();
    },
    onState: (state) => states.push(state),
    onChange: (change) => changes.push(change),
  });
  return { waits, states, changes, last: states.at(-1) };
}

test('tells when the answer is another one, and not when its order or its TTL is', async () => {
  const { changes, last } = await watched([
    answer(300, '192.0.2.1', '192.0.2.2'),
    answer(299, '192.0.2.2', '192.0.2.1'),
    answer(300, '192.0.2.3'),
    answer(300),
  ]);
  expect(changes.map(({ after }) => after)).toEqual([
    { rcode: 'NOERROR', data: ['A 192.0.2.3'] },
    { rcode: 'NXDOMAIN', data: [] },
  ]);
  expect(last).toMatchObject({ running: false, asked: 4, changes: [{ before: { data: ['A 192.0.2.3'] } }, {}] });
});

test('asks as often as the TTL allows, but not more often than each two seconds', async () => {
  expect((await watched([answer(300, '192.0.2.1'), answer(0, '192.0.2.1')])).waits).toEqual([300_000, 2_000]);
  expect((await watched([answer(300, '192.0.2.1')], 10)).waits).toEqual([10_000]);
});

test('goes on after a question that got no answer, which is no change', async () => {
  const lost = fail('dns.no-answer', { server: 'x', seconds: 6 });
  const { changes, states } = await watched([answer(5, '192.0.2.1'), lost, answer(5, '192.0.2.1')]);
  expect(changes).toEqual([]);
  expect(states[1]).toMatchObject({ error: { code: 'dns.no-answer' }, now: { data: ['A 192.0.2.1'] } });
  expect(states[2]?.error).toBe(null);
});

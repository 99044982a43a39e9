import { expect, test } from 'vitest';
import { decodeMessage, toQuestion } from '../../../electron/dns';
import { dnsCacheServices } from '../../../electron/services/dns-cache';
import { messageOf } from '../../support/dns-records';

const world = { hints: [], endpointOf: () => null };
const above = { zone: [], servers: [], untilMs: Number.POSITIVE_INFINITY, own: false };

/** An answer and a delegation, as a way from this root has come by them. */
async function learnt(services: ReturnType<typeof dnsCacheServices>, scope: string): Promise<void> {
  const { bytes } = messageOf(['www.bank.test. 300 IN A 192.0.2.80']);
  const message = decodeMessage(bytes);
  const question = toQuestion({ name: 'www.bank.test', type: 'A' });
  if (!message) throw new Error('no message');
  (await services.cache()).add(
    scope,
    question,
    { ...message, questions: [question] },
    {
      server: { host: '192.0.2.3', port: 53 },
      transport: 'udp',
      truncatedOverUdp: false,
      encryption: null,
      dropped: [],
      elapsedUs: 1,
      bytes,
      at: new Date().toISOString(),
      sessionId: '',
      way: { questions: 3, servers: 3, zone: 'bank.test.', server: { name: 'ns.bank.test.', address: '192.0.2.3' } },
    },
  );
}

test('what is known below a root is forgotten when the root becomes another, and with all answers', async () => {
  const services = dnsCacheServices({ emit: () => {} });
  const root = await services.rootOf('world', null, world);
  const zone = [Buffer.from('test')];
  const refer = () =>
    root.knowledge.refer({ zone, servers: [{ name: 'ns.test.', addresses: [] }], ttlSeconds: 60 }, above);
  refer();
  await learnt(services, root.scope);
  expect(await services.rootOf('world', null, world)).toBe(root);
  expect(await services.calls['dns.cache']()).toMatchObject([{ name: 'www.bank.test.', fromRoot: 'ns.bank.test.' }]);
  expect(services.calls['dns.delegations']()).toMatchObject([{ zone: 'test.', practice: false }]);

  await services.calls['dns.forget']({ id: null });
  expect(services.calls['dns.delegations']()).toEqual([]);
  expect(await services.calls['dns.cache']()).toEqual([]);

  refer();
  await learnt(services, root.scope);
  const other = await services.rootOf('world', 'a.root. A 192.0.2.9', world);
  expect(other.scope).not.toBe(root.scope);
  expect(services.calls['dns.delegations']()).toEqual([]);
  expect(await services.calls['dns.cache']()).toEqual([]);
});

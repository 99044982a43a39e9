import { describe, expect, it } from 'vitest';
import { type Ask, checkDomain } from '../../../renderer/compose/domain-check';
import { suggestDomain } from '../../../renderer/compose/suggest-domain';
import type { DnsAnswer } from '../../../shared/contract';

/** A DNS in which each type has its data; nothing else exists. */
function dns(records: Record<string, string[]> | DnsAnswer['kind'], asked: string[] = []): Ask {
  return async ({ name, type }) => {
    asked.push(`${name} ${type}`);
    const data = typeof records === 'string' ? [] : (records[type] ?? []);
    const record = (text: string) => ({
      owner: `${name}.`,
      ttlSeconds: 60,
      class: 'IN',
      type,
      typeCode: 0,
      data: text,
      meaning: '',
    });
    return {
      at: '2026-11-25T10:00:00.000Z',
      question: { name, type, typeCode: 0, class: 'IN' },
      server: { host: '127.0.0.1', port: 53 },
      transport: 'udp',
      truncatedOverUdp: false,
      encryption: null,
      way: null,
      cachedForSeconds: null,
      edns: null,
      dropped: [],
      rcode: 'NOERROR',
      kind: typeof records === 'string' ? records : data.length > 0 ? 'answer' : 'no-data',
      flags: [],
      answer: data.map(record),
      authority: [],
      additional: [],
      elapsedUs: 0,
      octets: 0,
      message: { octets: new Uint8Array(), fields: [] },
      sentence: '127.0.0.1 refuses to answer.',
      sessionId: '',
    };
  };
}

describe('whether a domain takes mail', () => {
  it('is told by its MX, the first one first', async () => {
    const check = await checkDomain('x.test', dns({ MX: ['20 b.x.test.', '10 a.x.test.'] }));
    expect(check).toEqual({ state: 'found', words: 'MX found: 10 a.x.test, 20 b.x.test' });
  });

  it('is told by its address where there is no MX', async () => {
    expect((await checkDomain('x.test', dns({ AAAA: ['2001:db8::1'] }))).state).toBe('found');
    expect((await checkDomain('x.test', dns({}))).state).toBe('refuses');
  });

  it('is denied by a null MX, even with an address', async () => {
    const check = await checkDomain('x.test', dns({ MX: ['0 .'], A: ['192.0.2.1'] }));
    expect(check.state).toBe('refuses');
    expect(check.words).toContain('null MX');
  });

  it('is denied where there is no such domain', async () => {
    expect(await checkDomain('x.test', dns('nxdomain'))).toMatchObject({ state: 'missing', words: 'No such domain' });
  });

  it.each(['servfail', 'refused', 'referral', 'other'] as const)('is not known after %s', async (kind) => {
    const asked: string[] = [];
    expect(await checkDomain('x.test', dns(kind, asked))).toEqual({
      state: 'unchecked',
      words: 'Not checked: 127.0.0.1 refuses to answer',
    });
    expect(asked).toEqual(['x.test MX']);
  });

  it('is not asked where there is no name, and asked in ASCII', async () => {
    const asked: string[] = [];
    for (const domain of ['[192.0.2.1]', 'localhost', '192.0.2.1'])
      expect((await checkDomain(domain, dns({}, asked))).state).toBe('unchecked');
    expect(asked).toEqual([]);
    await checkDomain('例子.測試', dns({ MX: ['10 a.'] }, asked));
    expect(asked).toEqual(['xn--fsqu00a.xn--g6w251d MX']);
  });
});

describe('the domain that was meant', () => {
  it.each([
    ['gmial.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['hotmal.com', 'hotmail.com'],
    ['yahoo.com.tv', 'yahoo.com.tw'],
    ['practise.test', 'practice.test'],
    ['example.org', null],
    ['gmail.com', null],
    ['mns.com', 'msn.com'],
    ['x.com', null],
  ])('%s: %s', (domain, meant) => {
    expect(suggestDomain(domain, ['practice.test'])).toBe(meant);
  });
});

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addressesOf } from '../../../electron/clock/addresses';
import { Manners, refusalsSchema } from '../../../electron/clock/manners';
import { JsonFile } from '../../../electron/json-file';
import { temporaryFolder } from '../../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder('manners');
});
afterEach(() => folder.remove());

const place = { address: '192.0.2.1', port: 123 };
const minute = 60_000;

describe('a kiss of death', () => {
  const open = (now = () => 0) =>
    new Manners(new JsonFile(join(folder.path, 'refusals.json'), refusalsSchema, {}), 0, now);

  test('DENY and RSTR hold for ever, after a restart too, until a person forgives', async () => {
    const manners = open();
    await manners.refused(place, 'DENY');
    expect(await open(() => 1e15).refusal(place)).toMatchObject({ code: 'DENY', untilMs: null });
    expect(await manners.refusal({ ...place, port: 124 })).toBeNull();
    await manners.forgive(place);
    expect(await manners.refusal(place)).toBeNull();
    expect(await open().refusal(place)).toBeNull();
  });

  test('RATE holds for 15 minutes, then for twice as long, and never for more than a day', async () => {
    let now = 0;
    const manners = open(() => now);
    await manners.refused(place, 'RATE');
    now = 15 * minute - 1;
    expect(await manners.refusal(place)).not.toBeNull();
    now = 15 * minute;
    expect(await manners.refusal(place)).toBeNull();
    await manners.refused(place, 'RATE');
    now += 30 * minute - 1;
    expect(await manners.refusal(place)).toMatchObject({ times: 2 });
    for (let i = 0; i < 20; i++) await manners.refused(place, 'RATE');
    expect((await manners.refusal(place))?.untilMs).toBe(now + 24 * 60 * minute);
  });

  test('no more than 500 are kept, the newest', async () => {
    const manners = open();
    for (let i = 0; i < 510; i++) await manners.refused({ ...place, port: i + 1 }, 'DENY');
    expect(await manners.refusal({ ...place, port: 10 })).toBeNull();
    expect(await manners.refusal({ ...place, port: 11 })).not.toBeNull();
    expect(await manners.refusal({ ...place, port: 510 })).not.toBeNull();
  });
});

describe('the addresses of a name', () => {
  const found = (...addresses: string[]) =>
    (async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))) as unknown as NonNullable<
      Parameters<typeof addressesOf>[1]
    >;
  const four = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5'];

  test('a server is one, a pool is four', async () => {
    expect(await addressesOf({ host: 'ntp.test', port: 123, pool: false, nts: false }, found(...four))).toEqual([
      '192.0.2.1',
    ]);
    expect(await addressesOf({ host: 'ntp.test', port: 123, pool: true, nts: false }, found(...four))).toEqual(
      four.slice(0, 4),
    );
    expect(
      await addressesOf({ host: '2.pool.ntp.org', port: 123, pool: false, nts: false }, found(...four)),
    ).toHaveLength(4);
  });

  test('of a pool IPv4 and IPv6 take turns', async () => {
    const pool = { host: 'ntp.test', port: 123, pool: true, nts: false };
    expect(await addressesOf(pool, found(...four, '2001:db8::1', '2001:db8::2'))).toEqual([
      '192.0.2.1',
      '2001:db8::1',
      '192.0.2.2',
      '2001:db8::2',
    ]);
    expect(await addressesOf(pool, found('192.0.2.1', '2001:db8::1', '2001:db8::2'))).toHaveLength(3);
  });

  test('a name that leads nowhere is told', async () => {
    const nowhere = () => Promise.reject(new Error('ENOTFOUND'));
    await expect(
      addressesOf({ host: 'no.invalid', port: 123, pool: false, nts: false }, nowhere),
    ).rejects.toMatchObject({
      code: 'ntp.unknown-name',
    });
  });
});

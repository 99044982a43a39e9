import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ntpd } from '../../scripts/lib/unpacked-packages.mjs';
import { clockReading } from '../../shared/contract/clock';
import { buildChild } from '../support/build-child';
import { calm } from '../support/calm';
import { FAKETIME } from '../support/chrony';
import { serverEnv, temporaryFolder } from '../support/lab';

/** Two makes of server, each read by three clients; everything has port 123 to itself in a network of its own. */
const inIt = ['sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];
// Root may make one as it is, where it is no mere name; everybody else has to be root of a realm of their own.
const ways = [
  ['--net', ...inIt],
  ['--map-root-user', '--net', ...inIt],
];
const ownNetwork = ways.find((way) => spawnSync('unshare', [...way, 'true'], { env: serverEnv }).status === 0);
const behindSeconds = 2.5;
const told = v.object({ reading: v.omit(clockReading, ['id']), ntpdig: v.number(), chrony: v.number() });
type Told = v.InferOutput<typeof told>;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let child: string;
beforeAll(async () => {
  folder = await temporaryFolder('clock-peers');
  child = await buildChild('clock-child', folder.path);
});
afterAll(() => folder?.remove());

const cannot = !ownNetwork
  ? 'this system lets nobody make a network of their own'
  : existsSync(ntpd)
    ? null
    : 'there is no Debian here to take NTPsec from';
if (cannot) console.log(`NTPsec is not compared: ${cannot}.`);

test.skipIf(cannot !== null).each([
  ['ntpd', 5],
  ['chronyd', 3],
])('%s is read by Posthorn as ntpdig and chronyd -Q read it', async (make, stratum) => {
  const args = [...(ownNetwork ?? []), process.execPath, child, make, folder.path, ntpd];
  const env = { ...serverEnv, LD_PRELOAD: FAKETIME ?? '', FAKETIME: `-${behindSeconds}s`, DONT_FAKE_MONOTONIC: '1' };
  const read = async () => {
    const { stdout } = await promisify(execFile)('unshare', args, { env, timeout: 50_000 });
    return v.parse(told, JSON.parse(stdout));
  };
  const seconds = ({ reading: { result }, ntpdig, chrony }: Told) => [(result?.offsetUs ?? 0) / 1e6, ntpdig, chrony];
  const near = (one: number) => Math.abs(one - behindSeconds) < 0.005;
  const taken = await calm(read, (one) => seconds(one).every(near));
  const { reading, ntpdig, chrony } = taken;
  const { result } = reading;
  console.info(
    `${make}: ${result?.offsetUs} µs ± ${result?.errorUs}, ntpdig ${ntpdig * 1e6}, chronyd -Q ${chrony * 1e6}`,
  );
  expect(seconds(taken).map(near)).toEqual([true, true, true]);
  expect(reading).toMatchObject({ verdict: 'alone', sources: [{ standing: 'leading', answered: 3, error: null }] });
  expect(reading.sources[0]?.answer?.header).toMatchObject({ version: 4, stratum, leap: 'none' });
});

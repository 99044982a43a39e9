import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Manners, refusalsSchema } from '../../electron/clock';
import { JsonFile } from '../../electron/json-file';
import { type Behaviour, honest, serveNtp } from '../../electron/practice/ntp';
import { clockServices } from '../../electron/services/clock';
import { Transcripts } from '../../electron/wire';
import { settings as settingsSchema } from '../../shared/contract/settings';
import { temporaryFolder } from '../support/lab';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Awaited<ReturnType<typeof serveNtp>>;
beforeAll(async () => {
  folder = await temporaryFolder('clock-service');
  server = await serveNtp(honest, () => 0);
});
afterAll(async () => {
  await server?.close();
  await folder?.remove();
});

/** The service on a profile of its own, with what it told. */
function service(profile = folder.path) {
  const told: string[] = [];
  const events: string[] = [];
  let practising = false;
  const services = clockServices(
    {
      profile,
      transcripts: new Transcripts(),
      platform: { notify: ({ body }) => void told.push(body), pickSavePath: async () => null },
      settings: { current: v.parse(settingsSchema, { clockLimitMs: 1_000 }) },
      trusted: async () => [],
      emit: (name) => void events.push(name),
    },
    () => practising,
  );
  const measure = () =>
    services.jobs['clock.measure'](
      { servers: [{ host: '127.0.0.1', port: server.port, pool: false, nts: false }] },
      { signal: new AbortController().signal, progress: () => {} },
    );
  const practise = (on: boolean) => {
    practising = on;
  };
  return { ...services, told, events, measure, practise };
}
const behave = (change: Partial<Behaviour>) => {
  server.behaviour = { ...honest, ...change };
};

describe('the clock service', () => {
  test('tells once that the limit is passed, and again only after the clock was right', async () => {
    const { measure, told, events, close } = service();
    behave({ aheadMs: 5_000 });
    await measure();
    await measure();
    expect(told).toEqual([expect.stringMatching(/^Your clock is 5 seconds behind\./)]);
    behave({});
    await measure();
    behave({ aheadMs: -5_000 });
    await measure();
    expect(told).toHaveLength(2);
    expect(events).toEqual(Array.from({ length: 4 }, () => 'clock.changed'));
    close();
  });

  test('what was measured while practising is kept apart', async () => {
    const { calls, measure, practise, told, close } = service(join(folder.path, 'apart'));
    behave({ aheadMs: 5_000 });
    practise(true);
    await measure();
    expect((await calls['clock.history']({ hours: 1 })).points).toHaveLength(1);
    expect(await calls['clock.offsetAt']({ at: new Date().toISOString() })).toBeNull();
    practise(false);
    expect(told).toEqual([]);
    expect(await calls['clock.newest']()).toBeNull();
    expect((await calls['clock.history']({ hours: 1 })).points).toEqual([]);
    await measure();
    const known = await calls['clock.offsetAt']({ at: new Date().toISOString() });
    expect(Math.abs((known?.offsetUs ?? 0) - 5_000_000)).toBeLessThan(50_000);
    close();
  });

  test('a refusal outlives the program, and a person can forgive it', async () => {
    behave({ kiss: 'DENY' });
    const first = service();
    await expect(first.measure()).rejects.toMatchObject({ code: 'ntp.kiss-of-death' });
    first.close();
    behave({});
    const second = service();
    await expect(second.measure()).rejects.toMatchObject({ code: 'ntp.refused-before' });
    const kept = new JsonFile(join(folder.path, 'clock-refusals.json'), refusalsSchema, {});
    expect(await new Manners(kept).refusal({ address: '127.0.0.1', port: server.port })).toMatchObject({
      code: 'DENY',
    });
    await second.calls['clock.forgive']({ address: '127.0.0.1', port: server.port });
    expect(await second.measure()).toMatchObject({ verdict: 'alone' });
    second.close();
  });
});

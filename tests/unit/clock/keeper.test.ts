import { describe, expect, test } from 'vitest';
import { askKeeper } from '../../../electron/clock/keeper';
import type { Run } from '../../../electron/run-program';

/** A system on which these programs print this, and no others are there. */
const system =
  (printed: Record<string, string>): Run =>
  async (command, args) =>
    printed[[command, ...args.filter((arg) => !arg.startsWith('-'))].join(' ')] ?? null;

const none = system({});

describe('who keeps the clock', () => {
  test('chronyd', async () => {
    const line =
      'C0000201,192.0.2.1,2,1795599662.123456789,0.000012345,-0.000002000,0.000034000,-12.345,0.001,0.050,0.010200000,0.000450000,64.2,Normal\n';
    const keeper = await askKeeper('linux', system({ 'chronyc 127.0.0.1 tracking': line }));
    expect(keeper.name).toBe('chronyd');
    expect(keeper.sentence).toBe('chronyd keeps this clock, and says it is 12 µs ahead of true time.');
    expect(keeper.facts).toContainEqual({ name: 'Frequency', value: '-12.345 ppm' });
    expect(keeper.facts).toContainEqual({ name: 'Root delay', value: '10 ms' });
    expect(keeper.mending).toEqual([{ text: 'Let chronyd set the clock at once:', command: 'sudo chronyc makestep' }]);
  });

  test('chronyd that follows nobody', async () => {
    const line = '00000000,,0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised\n';
    const keeper = await askKeeper('linux', system({ 'chronyc 127.0.0.1 tracking': line }));
    expect(keeper.sentence).toBe('chronyd keeps this clock, but follows no server now.');
  });

  test('ntpd', async () => {
    const text =
      'associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,\nversion="ntpd ntpsec-1.2.2", processor="x86_64",\nleap=00, stratum=2, precision=-23, rootdelay=1.213, rootdisp=15.4, refid=192.0.2.7,\noffset=0.812, frequency=-7.301, sys_jitter=0.051\n';
    const keeper = await askKeeper('linux', system({ 'ntpq rv 0 127.0.0.1': text }));
    expect(keeper).toMatchObject({
      name: 'ntpd',
      sentence: 'ntpd keeps this clock, and says it is 0.8 ms behind true time.',
    });
    expect(keeper.facts).toContainEqual({ name: 'Version', value: 'ntpd ntpsec-1.2.2' });
  });

  test('systemd-timesyncd', async () => {
    const printed = {
      'timedatectl show': 'Timezone=Asia/Taipei\nLocalRTC=no\nNTP=yes\nNTPSynchronized=yes\n',
      'timedatectl show-timesync': 'ServerName=0.debian.pool.ntp.org\nServerAddress=192.0.2.3\nFrequency=-12345\n',
    };
    const keeper = await askKeeper('linux', system(printed));
    expect(keeper.name).toBe('systemd-timesyncd');
    expect(keeper.sentence).toContain('by 0.debian.pool.ntp.org');
    expect(keeper.facts).toContainEqual({ name: 'Timezone', value: 'Asia/Taipei' });
  });

  test('Windows Time and timed', async () => {
    const status =
      'Leap Indicator: 0(no warning)\r\nStratum: 4 (secondary reference)\r\nSource: time.windows.com,0x8\r\n';
    const windows = await askKeeper('win32', system({ 'w32tm /query /status': status }));
    expect(windows).toMatchObject({
      name: 'w32time',
      facts: [{}, {}, { name: 'Source', value: 'time.windows.com,0x8' }],
    });
    expect(windows.mending[1]?.command).toBe('w32tm /resync /force');
    const mac = await askKeeper('darwin', system({ 'pgrep timed': '123\n' }));
    expect(mac).toMatchObject({ name: 'timed', mending: [{}, { command: 'sudo sntp -sS time.apple.com' }] });
  });

  test.each(['linux', 'darwin', 'win32'] as const)(
    'nobody, on %s: it is said, and how to mend it',
    async (platform) => {
      const keeper = await askKeeper(platform, none);
      expect(keeper).toMatchObject({ name: '', facts: [] });
      expect(keeper.mending.length).toBeGreaterThan(0);
    },
  );

  test('what can’t be read is nobody', async () => {
    const printed = { 'chronyc 127.0.0.1 tracking': '506 Cannot talk to daemon\n', 'ntpq rv 0 127.0.0.1': 'refused' };
    expect((await askKeeper('linux', system(printed))).name).toBe('');
  });
});

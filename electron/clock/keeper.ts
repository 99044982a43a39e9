import type { ClockKeeper } from '../../shared/contract/clock';
import { type Run, runProgram } from '../run-program';
import { duration } from './sentence';

type Asked = Pick<ClockKeeper, 'name' | 'sentence' | 'facts'>;
type Mending = ClockKeeper['mending'];

/**
 * Which program keeps this computer's clock, and what it says where it may be asked without privileges: over loopback, with
 * a time limit, and nothing is changed.
 */
export async function askKeeper(
  platform: NodeJS.Platform = process.platform,
  run: Run = runProgram,
): Promise<ClockKeeper> {
  const keeper = await find(platform, run);
  return { ...(keeper ?? nobody), mending: mendingOn(platform, keeper?.name ?? '') };
}

const nobody: Asked = {
  name: '',
  sentence: 'No program was found that keeps this clock: it runs as its quartz does.',
  facts: [],
};

async function find(platform: NodeJS.Platform, run: Run): Promise<Asked | null> {
  if (platform === 'win32') return windowsTime(await run('w32tm', ['/query', '/status']));
  if (platform === 'darwin') return timed(await run('pgrep', ['-x', 'timed']));
  const asks = [
    async () => chrony(await run('chronyc', ['-h', '127.0.0.1', '-c', '-n', 'tracking'])),
    async () => ntpd(await run('ntpq', ['-n', '-c', 'rv 0', '127.0.0.1'])),
    async () => timesyncd(await run('timedatectl', ['show']), await run('timedatectl', ['show-timesync'])),
  ];
  for (const ask of asks) {
    const found = await ask();
    if (found) return found;
  }
  return null;
}

/** `chronyc -c tracking`: comma-separated, in seconds and ppm, in the order of chronyc(1). */
function chrony(text: string | null): Asked | null {
  const fields = text?.trim().split(',') ?? [];
  if (fields.length < 14) return null;
  const [id = '', address = '', stratum = '', , system, last, rms, frequency, residual, skew, delay, dispersion] =
    fields;
  const leap = fields[13] ?? '';
  const us = (value: string | undefined) => duration(Math.abs(Number(value)) * 1e6);
  const ahead = Number(system);
  const synchronised = leap !== 'Not synchronised';
  return {
    name: 'chronyd',
    sentence: synchronised
      ? `chronyd keeps this clock, and says it is ${us(system)} ${ahead < 0 ? 'behind' : 'ahead of'} true time.`
      : 'chronyd keeps this clock, but follows no server now.',
    facts: [
      { name: 'Reference', value: `${address || 'none'} (${id})` },
      { name: 'Stratum', value: stratum },
      { name: 'Last offset', value: us(last) },
      { name: 'RMS offset', value: us(rms) },
      { name: 'Frequency', value: `${frequency} ppm` },
      { name: 'Residual frequency', value: `${residual} ppm` },
      { name: 'Skew', value: `${skew} ppm` },
      { name: 'Root delay', value: us(delay) },
      { name: 'Root dispersion', value: us(dispersion) },
      { name: 'Leap status', value: leap },
    ],
  };
}

/** `ntpq -c rv`: `name=value` pairs, offsets in ms, frequency in ppm. */
function ntpd(text: string | null): Asked | null {
  const values = new Map(
    [...(text ?? '').matchAll(/(\w+)=("[^"]*"|[^,\s]+)/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('"', ''),
    ]),
  );
  if (!values.has('offset') || !values.has('stratum')) return null;
  const offset = Number(values.get('offset'));
  const of = (name: string, key: string, unit = '') =>
    values.has(key) ? [{ name, value: `${values.get(key)}${unit}` }] : [];
  const set = values.get('leap') !== '11' && values.get('leap') !== '3';
  return {
    name: 'ntpd',
    sentence: set
      ? `ntpd keeps this clock, and says it is ${duration(Math.abs(offset) * 1000)} ${offset > 0 ? 'behind' : 'ahead of'} true time.`
      : 'ntpd keeps this clock, but follows no server now.',
    facts: [
      ...of('Version', 'version'),
      ...of('Reference', 'refid'),
      ...of('Stratum', 'stratum'),
      ...of('Offset', 'offset', ' ms'),
      ...of('Frequency', 'frequency', ' ppm'),
      ...of('System jitter', 'sys_jitter', ' ms'),
      ...of('Root delay', 'rootdelay', ' ms'),
      ...of('Root dispersion', 'rootdisp', ' ms'),
    ],
  };
}

/** `timedatectl show` and `show-timesync`: `Name=value` lines. */
function timesyncd(state: string | null, sync: string | null): Asked | null {
  const values = new Map(
    `${state ?? ''}\n${sync ?? ''}`.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  if (values.get('NTP') !== 'yes') return null;
  const server = values.get('ServerName') ?? '';
  return {
    name: 'systemd-timesyncd',
    sentence:
      values.get('NTPSynchronized') === 'yes'
        ? `systemd-timesyncd keeps this clock${server ? `, by ${server}` : ''}; it asks one server and steers roughly.`
        : 'systemd-timesyncd is on, but has not set this clock yet.',
    facts: ['NTPSynchronized', 'ServerName', 'ServerAddress', 'PollIntervalUSec', 'Frequency', 'Timezone'].flatMap(
      (name) => (values.get(name) ? [{ name, value: values.get(name) ?? '' }] : []),
    ),
  };
}

/** `w32tm /query /status`: `Name: value` lines, the names in the language of the system, the order always the same. */
function windowsTime(text: string | null): Asked | null {
  const lines = (text ?? '').split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 ? [{ name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }] : [];
  });
  if (lines.length === 0) return null;
  return { name: 'w32time', sentence: 'The Windows Time service (w32time) keeps this clock.', facts: lines };
}

function timed(pid: string | null): Asked | null {
  if (!pid?.trim()) return null;
  return { name: 'timed', sentence: 'timed keeps this clock; macOS lets only it say more.', facts: [] };
}

function mendingOn(platform: NodeJS.Platform, keeper: string): Mending {
  if (platform === 'win32')
    return [
      {
        text: 'Settings, Time & language, Date & time: turn on "Set time automatically", then press "Sync now".',
        command: '',
      },
      { text: 'Or in a terminal that runs as administrator:', command: 'w32tm /resync /force' },
    ];
  if (platform === 'darwin')
    return [
      { text: 'System Settings, General, Date & Time: turn on "Set time and date automatically".', command: '' },
      { text: 'Or in a terminal:', command: 'sudo sntp -sS time.apple.com' },
    ];
  if (keeper === 'chronyd') return [{ text: 'Let chronyd set the clock at once:', command: 'sudo chronyc makestep' }];
  if (keeper === 'ntpd')
    return [{ text: 'Let ntpd set the clock at its start:', command: 'sudo systemctl restart ntpsec' }];
  return [
    { text: 'Let the system keep its clock from now on:', command: 'sudo timedatectl set-ntp true' },
    { text: 'In a virtual machine, its host may set the clock instead; then it is set there.', command: '' },
  ];
}

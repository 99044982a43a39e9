import { expect, test } from 'vitest';
import { windowsDomains } from '../../../electron/dns/windows-domains';

/** As reg.exe prints: each key, its values with four spaces between, an empty line; lines end as on Windows. */
const printed = (...lines: string[]) => `\r\n${lines.join('\r\n')}\r\n\r\n`;
const parameters = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';
const policy = printed(
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient',
  '    EnableMulticast    REG_DWORD    0x0',
  '    SearchList    REG_SZ    policy.test, Second.policy.test',
);
const own = (searchList: string, domain: string) =>
  printed(
    parameters,
    '    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\\System32\\drivers\\etc',
    `    Domain    REG_SZ    ${domain}`,
    '    ForwardBroadcasts    REG_DWORD    0x0',
    '    ICSDomain    REG_SZ    mshome.net',
    `    NV Domain    REG_SZ    other.test`,
    `    SearchList    REG_SZ    ${searchList}`,
    '    DhcpDomain    REG_SZ    old.test',
    '',
    `${parameters}\\Adapters`,
    `${parameters}\\Interfaces`,
  );
const interfaces = printed(
  `${parameters}\\Interfaces\\{0b4c1f0e-6f3d-4c51-9a0c-2f3f1f0a7a11}`,
  '    EnableDHCP    REG_DWORD    0x1',
  '    Domain    REG_SZ    ',
  '    DhcpIPAddress    REG_SZ    192.168.1.23',
  '    DhcpDomain    REG_SZ    home.test',
  '    DhcpInterfaceOptions    REG_BINARY    FC0000000000000000000000',
  '',
  `${parameters}\\Interfaces\\{1d2f8a52-93a7-4a35-8f36-6a1d0c0f2b22}`,
  '    Domain    REG_SZ    static.test',
  '    DhcpDomain    REG_SZ    ignored.test',
  '    IPAddress    REG_MULTI_SZ    10.0.0.5\\010.0.0.6',
  '',
  `${parameters}\\Interfaces\\{9c0b77c1-5a1e-4f0f-b6a4-0f0a1b2c3d33}`,
  '    DhcpIPAddress    REG_SZ    172.16.9.9',
  '    DhcpDomain    REG_SZ    left-behind.test',
);
const here = new Set(['192.168.1.23', '10.0.0.6', '127.0.0.1']);

function domains(answers: { policy?: string | null; own?: string | null; interfaces?: string | null }) {
  const asked: string[][] = [];
  const found = windowsDomains(async (command, args) => {
    asked.push([command, ...args]);
    if (args[1]?.startsWith('HKLM\\SOFTWARE')) return answers.policy ?? null;
    return (args.includes('/s') ? answers.interfaces : answers.own) ?? null;
  }, here);
  return { found, asked };
}

test('a policy comes before this computer’s own list, and that before everything else', async () => {
  const all = { policy, own: own('a.test,b.test', 'own.test'), interfaces };
  expect(await domains(all).found).toEqual(['policy.test', 'Second.policy.test']);
  expect(await domains({ ...all, policy: null }).found).toEqual(['a.test', 'b.test']);
});

test('without a list it is this computer’s domain, then those of interfaces that have an address now', async () => {
  const all = { own: own('', 'own.test'), interfaces };
  expect(await domains(all).found).toEqual(['own.test', 'home.test', 'static.test']);
  expect(await domains({ ...all, own: own('', '') }).found).toEqual(['home.test', 'static.test']);
  expect(await domains({ ...all, own: own('', 'home.test') }).found).toEqual(['home.test', 'static.test']);
});

test('what can’t be read, or is no name, says nothing', async () => {
  expect(await domains({}).found).toEqual([]);
  expect(await domains({ own: 'ERROR: The system was unable to find the key.\r\n' }).found).toEqual([]);
  expect(await domains({ own: own('good.test, <b>, a..b, -x-.test.', '') }).found).toEqual(['good.test', '-x-.test.']);
});

test('it only asks, and the system’s own program', () => {
  for (const [command = '', verb] of domains({}).asked) {
    expect(command).toMatch(/^\S*System32.reg\.exe$/);
    expect(verb).toBe('query');
  }
});

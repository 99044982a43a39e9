import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { type Run, runProgram } from '../run-program';

const policy = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient';
const system = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';

/** By its whole path, so that no other program of that name runs. */
const reg = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'reg.exe');

/**
 * Domains that Windows tries behind a name without dots, in its order: those of a list that somebody has set, by policy or for this
 * computer; where there is none, this computer's own domain, and those of its interfaces. Interfaces that are gone keep theirs in the
 * registry, so only those count that have an address now. Names above this computer's own domain, which Windows may try after these,
 * are left out. Empty where the registry can't be read.
 */
export async function windowsDomains(run: Run = runProgram, addresses = addressesNow()): Promise<string[]> {
  const keys = async (...query: string[]) => valuesIn((await run(reg, ['query', ...query])) ?? '');
  const [[ordered], [own], interfaces] = await Promise.all([
    keys(policy),
    keys(system),
    keys(`${system}\\Interfaces`, '/s'),
  ]);
  const listed = [ordered, own].map((values) => domainsIn(values?.get('SearchList'))).find(({ length }) => length > 0);
  if (listed) return listed;
  const connected = interfaces.filter((values) =>
    [values.get('DhcpIPAddress'), ...(values.get('IPAddress')?.split('\\0') ?? [])].some(
      (address) => address !== undefined && addresses.has(address),
    ),
  );
  const each = connected.flatMap((values) => domainsIn(values.get('Domain') || values.get('DhcpDomain')));
  return [...new Set([...domainsIn(own?.get('Domain')), ...each])];
}

function addressesNow(): ReadonlySet<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []));
}

/** The texts of each key that `reg query` printed: `    Domain    REG_SZ    home.test`; those of several lines with `\0` between. */
function valuesIn(printed: string): ReadonlyMap<string, string>[] {
  const keys: Map<string, string>[] = [];
  for (const line of printed.split(/\r?\n/)) {
    if (line.startsWith('HKEY_')) keys.push(new Map());
    const [, name = '', data = ''] = /^ {4}(\S.*?) {4}REG_(?:MULTI_)?SZ(?: {4}(.*))?$/.exec(line) ?? [];
    if (name !== '') keys.at(-1)?.set(name, data.trim());
  }
  return keys;
}

/** @param list with commas between, or spaces; what is no name is left out */
function domainsIn(list = ''): string[] {
  return list.split(/[\s,]+/).filter((domain) => /^(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?$/.test(domain));
}

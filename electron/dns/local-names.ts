import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { windowsDomains } from './windows-domains';
import { plainName } from './words';

/** What this computer knows of names besides DNS. */
export interface LocalNames {
  /** Domains that programs try behind a name (resolv.conf(5), `search`). */
  search: readonly string[];
  /** A name with fewer dots than this is tried behind them first. */
  dots: number;
  /** Of the hosts file, which programs look into before they ask. */
  hosts: ReadonlyMap<string, readonly string[]>;
}

/** The last `search` or `domain` counts, and so does the last `ndots`. */
export function readResolvConf(text: string): Pick<LocalNames, 'search' | 'dots'> {
  let search: string[] = [];
  let dots = 1;
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/);
    if (word === 'search') search = rest;
    else if (word === 'domain') search = rest.slice(0, 1);
    else if (word === 'options') dots = Number(rest.join(' ').match(/ndots:(\d+)/)?.[1] ?? dots);
  }
  return { search: asShown(search), dots };
}

const asShown = (domains: readonly string[]) =>
  domains.map((domain) => plainName(domain.toLowerCase())).filter((domain) => domain !== '.');

export function readHosts(text: string): LocalNames['hosts'] {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    for (const name of names) {
      const key = plainName(name.toLowerCase());
      hosts.set(key, [...(hosts.get(key) ?? []), address]);
    }
  }
  return hosts;
}

/** Why programs on this computer may find something else under a name than DNS says. @param typed as a person wrote it */
export function localNotes(typed: string, { search, dots, hosts }: LocalNames): string[] {
  const name = plainName(typed.trim().toLowerCase());
  const notes: string[] = [];
  const addresses = hosts.get(name);
  if (addresses)
    notes.push(
      `Programs on this computer find ${name} at ${addresses.join(', ')}: the hosts file says so, and DNS is not asked.`,
    );
  const has = name.split('.').length - 1;
  if (has < dots && search.length > 0 && !typed.trim().endsWith('.') && /^[\w.-]+$/.test(name))
    notes.push(
      `Programs on this computer would first try ${search.map((domain) => `${name}.${domain}`).join(', ')} (search domains); here the name is asked for as it stands.`,
    );
  return notes;
}

export async function readLocalNames(): Promise<LocalNames> {
  const onWindows = process.platform === 'win32';
  const hostsFile = onWindows
    ? join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts';
  // A file that is not there says nothing.
  const text = (path: string) => readFile(path, 'utf8').catch(() => '');
  const [hosts, searched] = await Promise.all([
    text(hostsFile).then(readHosts),
    onWindows
      ? windowsDomains().then((domains) => ({ search: asShown(domains), dots: 1 }))
      : text('/etc/resolv.conf').then(readResolvConf),
  ]);
  return { ...searched, hosts };
}

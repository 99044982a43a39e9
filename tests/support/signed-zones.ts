import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serverEnv } from './lab';

const execute = promisify(execFile);
/** What it printed. */
export const run = (program: string, ...args: string[]) => execute(program, args, { env: serverEnv });

export interface Signing {
  /** Without the final dot; empty for the root. */
  name: string;
  /** The zone file before it is signed. */
  text: string;
  /** As dnssec-keygen names it. */
  algorithm?: string;
  /** Which keys sign: one for the keys and one for the rest, or one for all with the flag SEP or without. */
  keys?: 'two' | 'with-sep' | 'without-sep' | 'revoked';
  /** Arguments of dnssec-signzone: `-3 - -A`, `-s`, `-e`. */
  options?: string[];
  digest?: string;
  /** What is changed in the signed zone, a record a line: `www.x.test. 300 IN A 192.0.2.1`. */
  alter?: (lines: string[]) => string[];
}

export interface SignedZone {
  text: string;
  /** DS records for the zone above. */
  ds: string[];
  /** DNSKEY records of the keys that these are of. */
  keys: string[];
}

/** Signs a zone with BIND's tools, in a folder of its own below `folder`. */
export async function signZone(folder: string, signing: Signing): Promise<SignedZone> {
  const { name, text, algorithm = 'ECDSAP256SHA256', keys = 'two', options = [], alter = (lines) => lines } = signing;
  const origin = `${name}.`;
  const path = join(folder, `zone-${name || 'root'}`);
  await mkdir(path);
  const bits = algorithm.includes('RSA') ? ['-b', '1024'] : [];
  const keygen = async (...flags: string[]) =>
    (await run('dnssec-keygen', '-q', '-K', path, '-a', algorithm, ...bits, ...flags, origin)).stdout.trim();
  const flags = keys === 'without-sep' ? [] : ['-f', 'KSK', ...(keys === 'revoked' ? ['-f', 'REVOKE'] : [])];
  const made = await Promise.all([keygen(...flags), ...(keys === 'two' || keys === 'revoked' ? [keygen()] : [])]);
  const entry = join(path, `${made[0]}.key`);
  await writeFile(join(path, 'plain'), text);
  const signed = join(path, 'signed');
  const how = ['-q', '-P', '-S', '-O', 'full', '-K', path, '-d', path, '-o', origin, '-f', signed];
  await run('dnssec-signzone', ...how, ...(keys === 'with-sep' ? ['-z'] : []), ...options, join(path, 'plain'));
  const lines = (await readFile(signed, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  const { stdout: ds } = await run('dnssec-dsfromkey', '-a', signing.digest ?? 'SHA-256', entry);
  const key = (await readFile(entry, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  return {
    text: `${alter(lines.map((line) => line.replace(/\s+/g, ' '))).join('\n')}\n`,
    ds: ds.trim().split('\n'),
    keys: key,
  };
}

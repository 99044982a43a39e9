import { createReadStream } from 'node:fs';
import { fail } from '../../../shared/errors';
import { mostPrefixAddresses, readPrefix } from '../../../shared/prefix';

/** Where names come from: text, or a file that is never read as a whole. */
export type NameSource = { kind: 'text'; text: string } | { kind: 'file'; path: string };

/** As nearly all lines are: a name, and nothing besides. */
const bareName = /^[\w.-]+$/;

/** The name of a line; of a prefix, each address in it. A prefix that is too large is left as it is, and is no name. */
function namesIn(line: string): string[] {
  const name = nameIn(line);
  if (name === null) return [];
  const prefix = name.includes('/') ? readPrefix(name) : null;
  if (!prefix || prefix.count > mostPrefixAddresses) return [name];
  return Array.from({ length: Number(prefix.count) }, (_, index) => prefix.address(BigInt(index)));
}

/** The first word of a line or of its first column; comments and empty lines are none. */
function nameIn(line: string): string | null {
  if (bareName.test(line)) return line;
  const [name = ''] = line.trim().split(/[\s,;]/, 1);
  const bare = name.replace(/^"(.*)"$/, '$1');
  return bare === '' || bare.startsWith('#') ? null : bare;
}

/** Names in pieces, in their order. @throws `store.unreadable` */
export async function* namesOf(source: NameSource): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of chunksOf(source)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines.flatMap(namesIn);
  }
  const last = namesIn(rest);
  if (last.length > 0) yield last;
}

/** A text is cut as well: what is asked for next begins before all names are made. */
const chunkLength = 65_536;

async function* chunksOf(source: NameSource): AsyncGenerator<string> {
  if (source.kind === 'text') {
    for (let at = 0; at < source.text.length; at += chunkLength) yield source.text.slice(at, at + chunkLength);
    return;
  }
  try {
    for await (const chunk of createReadStream(source.path, { encoding: 'utf8', highWaterMark: chunkLength }))
      yield String(chunk);
  } catch (cause) {
    throw fail('dns.unreadable-file', { path: source.path }, { cause });
  }
}

export async function countNames(source: NameSource): Promise<number> {
  let count = 0;
  for await (const names of namesOf(source)) count += names.length;
  return count;
}

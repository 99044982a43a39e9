import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import { type BulkKind, type BulkRow, bulkRow } from '../../../shared/contract/dns-bulk';
import type { Results } from './results';

const columns = ['name', 'type', 'result', 'ttl', 'data', 'microseconds'] as const;

/** RFC 4180; what a spreadsheet would take for a formula is made plain text. */
function cell(text: string): string {
  const plain = /^[=+@\-\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function csvLine(row: BulkRow): string {
  const { name, type, kind, ttlSeconds, data, elapsedUs } = row;
  return [name, type, kind, String(ttlSeconds ?? ''), data.join(' | '), String(elapsedUs ?? '')].map(cell).join(',');
}

/** Writes all results of a kind, a piece at a time. @throws what the file system says */
export async function exportRows(
  results: Results,
  { path, format, kind }: { path: string; format: 'csv' | 'json'; kind: BulkKind | null },
): Promise<void> {
  const file = createWriteStream(path);
  const ended = finished(file);
  // Its failure is heard of at the end, or by the write that waits for it.
  ended.catch(() => {});
  const write = async (text: string) => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), ended]);
  };
  const line = (json: string): string =>
    format === 'json' ? json.trimEnd() : csvLine(v.parse(bulkRow, JSON.parse(json)));
  await write(format === 'json' ? '[\n' : `${columns.join(',')}\r\n`);
  let first = true;
  for (const json of results.rows(kind, 0, Number.POSITIVE_INFINITY)) {
    await write(format === 'json' ? `${first ? '' : ',\n'}${line(json)}` : `${line(json)}\r\n`);
    first = false;
  }
  file.end(format === 'json' ? '\n]\n' : '');
  await ended;
}

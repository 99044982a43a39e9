import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import type { Args, BulkRow } from '../../shared/contract';
import { bulkRow } from '../../shared/contract/dns-bulk';
import { fail } from '../../shared/errors';
import type { Bulk } from '../dns';
import type { Context } from './context';
import { writeFailed } from './save-file';

/** Many questions at once; those that were asked last, and what became of them. @param workerPath the built `dns-worker.cjs` */
export function dnsBulkServices({ profile, platform, emit, trusted, transcripts }: Context, workerPath: string) {
  let bulk: Bulk | null = null;
  let picked: string | null = null;
  const folder = join(profile, 'dns-bulk');
  return {
    async close() {
      await bulk?.close();
      await rm(folder, { recursive: true, force: true });
    },
    calls: {
      async 'dns.bulkPick'() {
        const [path] = await platform.pickFiles({ title: 'Names, one a line', many: false });
        if (path === undefined) return null;
        const { size } = await stat(path).catch((cause: unknown) => {
          throw fail('dns.unreadable-file', { path }, { cause });
        });
        picked = path;
        return { name: basename(path), octets: size };
      },
      async 'dns.bulkStart'({ source, types, server, transport, concurrency, perSecond }: Args<'dns.bulkStart'>) {
        const { Bulk, parseType, serverOrSystem } = await import('../dns');
        for (const type of types) parseType(type);
        const resolver = serverOrSystem(server);
        if (source.kind === 'file' && picked === null) throw fail('dns.no-names', {});
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const names = source.kind === 'text' ? source : { kind: 'file' as const, path: picked ?? '' };
        const job = { source: names, types, server: resolver, transport, ca: await trusted(), concurrency, perSecond };
        const session = transcripts.open('DNS', `${resolver.host}:${resolver.port}`);
        session.summarise(`many questions: ${types.join(', ')}`);
        session.event('Many questions are told of as a whole: see Bulk of the DNS screen');
        bulk ??= new Bulk(workerPath);
        await bulk.start(job, join(folder, 'results.jsonl'), (state) => {
          if (state.state !== 'running') {
            session.event(`${state.done} of ${state.total} questions answered or given up in ${state.elapsedMs} ms`);
            session.close();
          }
          emit('dns.bulkChanged', state);
        });
      },
      async 'dns.bulkCancel'() {
        await bulk?.cancel();
      },
      'dns.bulkState': () => bulk?.state ?? null,
      async 'dns.bulkRows'({ from, count, kind }: Args<'dns.bulkRows'>) {
        if (!bulk) return { rows: [], total: 0 };
        const { rows, total } = await bulk.rows(kind, from, count);
        return { rows: rows.map((row): BulkRow => v.parse(bulkRow, JSON.parse(row))), total };
      },
      async 'dns.bulkSave'({ format, kind }: Args<'dns.bulkSave'>) {
        const path = await platform.pickSavePath({ title: 'Save the answers', name: `dns.${format}` });
        if (path === null || !bulk) return { path: null };
        await bulk.export(path, format, kind).catch((cause: unknown) => {
          throw writeFailed(path, cause);
        });
        return { path };
      },
    },
  };
}

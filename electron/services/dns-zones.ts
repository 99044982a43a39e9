import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Args, ZoneFile, ZoneRow } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Context } from './context';
import { saveFile } from './save-file';

/** Zones as a whole: fetched, saved, read from files; and where the root is. */
export function dnsZonesServices({ platform, settings, transcripts, trusted }: Context) {
  let last: { zone: string; rows: ZoneRow[] } | null = null;
  return {
    calls: {
      async 'dns.saveZone'() {
        if (!last) return { path: null };
        const { zone, rows } = last;
        const name = `${zone === '.' ? 'root' : zone.replace(/\.$/, '').replaceAll('/', '-')}.zone`;
        const path = await platform.pickSavePath({ title: 'Save the zone', name });
        if (path === null) return { path };
        const lines = rows.map(({ owner, ttlSeconds, type, data }) => `${owner}\t${ttlSeconds}\tIN\t${type}\t${data}`);
        await saveFile(path, `${lines.join('\n')}\n`);
        return { path };
      },
      async 'dns.openZoneFile'({ origin }: Args<'dns.openZoneFile'>): Promise<ZoneFile | null> {
        const [path] = await platform.pickFiles({ title: 'Zone file', many: false });
        if (path === undefined) return null;
        const text = await readFile(path, 'utf8').catch((cause: unknown) => {
          throw fail('dns.unreadable-file', { path }, { cause });
        });
        const { readZoneFile } = await import('../dns');
        return { name: basename(path), ...readZoneFile(text, origin) };
      },
      async 'dns.rootHints'() {
        const { hintsText, rootHints } = await import('../dns');
        const own = settings.current.dnsRootHints;
        return { text: own ?? hintsText(rootHints), own: own !== null };
      },
      async 'dns.setRootHints'({ text }: Args<'dns.setRootHints'>) {
        const { readHints } = await import('../dns');
        if (text !== null && readHints(text).length === 0) throw fail('dns.bad-hints', {});
        await settings.set({ dnsRootHints: text });
      },
    },
    jobs: {
      async 'dns.transfer'(
        { zone, server, encrypted, serial }: Args<'dns.transfer'>,
        { signal, progress }: JobContext<'dns.transfer'>,
      ) {
        const { serverOrSystem, transfer } = await import('../dns');
        const rows: ZoneRow[] = [];
        const onRows = (more: ZoneRow[]) => {
          for (const row of more) rows.push(row);
          progress(more);
        };
        const ca = await trusted();
        const how = { zone, server: serverOrSystem(server), encrypted, serial, ca, transcripts, signal };
        const done = await transfer({ ...how, onRows });
        last = { zone: done.zone, rows };
        return done;
      },
    },
  };
}

import { join } from 'node:path';
import { Store } from '../../electron/mail/store';
import { root } from '../../scripts/lib/paths.mjs';
import { temporaryFolder } from './lab';

export const workerPath = join(root, 'dist/electron/store-worker.cjs');

/** A store in a folder of its own; `reopen` closes it and opens it again as a later start would. */
export async function temporaryStore() {
  const folder = await temporaryFolder('store');
  let { store } = await Store.open(folder.path, workerPath);
  return {
    dir: folder.path,
    get store() {
      return store;
    },
    async reopen(rebuild = false) {
      await store.close();
      const opened = await Store.open(folder.path, workerPath, rebuild);
      store = opened.store;
      return opened.rebuilt;
    },
    async remove() {
      await store.close();
      await folder.remove();
    },
  };
}

/** Puts whole messages in the store, as a fetch would, and makes them durable. */
export async function receiveAll(store: Store, accountId: string, messages: { uidl: string; raw: string | Buffer }[]) {
  for (const { uidl, raw } of messages) {
    const incoming = store.receive({ accountId, kind: 'received', uidl });
    await incoming.write(Buffer.from(raw));
    await incoming.end();
  }
  const ingested = await store.settleIncoming();
  await store.ask('filed', {});
  return ingested;
}

export const everything = { folder: null, accountIds: null, unreadOnly: false, query: '', offset: 0, limit: 100 };

/** A small message with CRLF line ends. */
export function message(fields: Record<string, string>, body = 'Hello\r\n'): string {
  const header = Object.entries({ From: 'Mei-hua <meihua@xxx.com.tw>', To: 'amy@practice.test', ...fields });
  return `${header.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
}

import type { Account, Args } from '../../shared/contract';
import { safeFileName } from '../mail/mime/file-name';
import type { Context } from './context';
import type { LastReceives } from './last-receives';
import { saveFile } from './save-file';

/** What a screen shows of a raw message; more would not be read there. */
const sourceLimit = 2_097_152;

export function mailCalls({ store, accounts, platform, emit }: Context, lastReceives: LastReceives) {
  /** The accounts at whose servers a move asks for a deletion. */
  const asking = () => {
    const idsOf = (which: (account: Account) => boolean) =>
      accounts
        .list()
        .filter(which)
        .map(({ id }) => id);
    return {
      deleteOnServer: idsOf((account) => account.deleteOnServer),
      deleteWhenMoved: idsOf((account) => account.policy.deleteWhenMoved),
    };
  };

  return {
    'mail.folders': (args: Args<'mail.folders'>) => store.ask('counts', args),
    'mail.list': (args: Args<'mail.list'>) => store.ask('list', args),
    'mail.message': (args: Args<'mail.message'>) => store.ask('message', args),
    'mail.route': (args: Args<'mail.route'>) => store.ask('route', args),
    'mail.reports': (args: Args<'mail.reports'>) => store.ask('reports', args),
    async 'mail.source'({ id }: Args<'mail.source'>) {
      const { bytes, size } = await store.ask('source', { id, limit: sourceLimit });
      return { text: Buffer.from(bytes).toString('latin1'), size, cut: size > bytes.byteLength };
    },
    async 'mail.saveSource'({ id }: Args<'mail.saveSource'>) {
      const { row } = await store.ask('message', { id });
      const name = safeFileName(`${row.subject || 'message'}.eml`, 'message.eml');
      const path = await platform.pickSavePath({ title: 'Save message', name });
      if (path === null) return { path };
      await store.ask('copySource', { id, path });
      return { path };
    },
    async 'mail.saveAttachment'({ id, part }: Args<'mail.saveAttachment'>) {
      const { name, bytes } = await store.ask('part', { id, part });
      const path = await platform.pickSavePath({ title: 'Save attachment', name });
      if (path === null) return { path };
      await saveFile(path, bytes);
      await platform.markAsDownloaded(path);
      return { path };
    },
    'mail.stage': ({ html, images }: Args<'mail.stage'>) => ({ url: platform.stage({ html, images }) }),
    async 'mail.flag'(args: Args<'mail.flag'>) {
      await store.ask('flag', args);
      emit('mail.changed', { folders: ['inbox', 'sent', 'archive', 'trash'] });
    },
    async 'mail.move'({ ids, to }: Args<'mail.move'>) {
      const result = await store.ask('move', {
        moves: ids.map((id) => ({ id, to })),
        ...asking(),
      });
      emit('mail.changed', { folders: [...new Set([to, ...result.moved.map(({ from }) => from)])] });
      return result;
    },
    async 'mail.restore'({ moved }: Args<'mail.restore'>) {
      const moves = moved.map(({ id, from }) => ({ id, to: from }));
      await store.ask('move', { moves, ...asking() });
      emit('mail.changed', { folders: ['inbox', 'sent', 'archive', 'trash'] });
    },
    async 'mail.emptyTrash'(args: Args<'mail.emptyTrash'>) {
      const result = await store.ask('emptyTrash', args);
      emit('mail.changed', { folders: ['trash'] });
      return result;
    },
    'mail.getRest': ({ ids }: Args<'mail.getRest'>) => store.ask('wantRest', { ids, wanted: true }),
    'mail.dismissNote': ({ accountId, note }: Args<'mail.dismissNote'>) =>
      lastReceives.dismiss(accounts.get(accountId), note),
    'mail.lastReceive': () => accounts.list().map(({ id }) => lastReceives.get(id)),
  };
}

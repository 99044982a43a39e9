import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Args, Settings } from '../../shared/contract';
import { settings as schema } from '../../shared/contract/settings';
import { fail } from '../../shared/errors';
import type { Emit } from '../ipc';
import { JsonFile } from '../json-file';
import type { Context } from './context';
import { fromOlder } from './older-settings';

const kept = v.pipe(v.unknown(), v.transform(fromOlder), schema);

/** The settings of a profile, read once and written at each change. */
export async function openSettings(profile: string, emit: Emit) {
  const file = new JsonFile(join(profile, 'settings.json'), kept, v.parse(schema, {}));
  let current = await file.read();
  return {
    get current(): Settings {
      return current;
    },
    async set(change: Args<'settings.set'>): Promise<Settings> {
      current = v.parse(schema, { ...current, ...change });
      await file.write(current);
      emit('settings.changed', current);
      return current;
    },
  };
}

/** The user's own certificate authorities. @throws `app.bad-ca-file` */
export async function readCaFile(path: string): Promise<string[]> {
  if (path === '') return [];
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fail('app.bad-ca-file', { path }, { cause });
  });
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (!certificates) throw fail('app.bad-ca-file', { path });
  return certificates;
}

export function settingsCalls({ settings, platform }: Pick<Context, 'settings' | 'platform'>) {
  return {
    'settings.get': () => settings.current,
    async 'settings.set'(change: Args<'settings.set'>) {
      const changed = await settings.set(change);
      if (change.spelling) (await platform.spelling).use(changed.spelling);
      return changed;
    },
    async 'settings.spelling'() {
      const { languages, failed } = await platform.spelling;
      return { languages, failed };
    },
    async 'settings.pickCaFile'() {
      const [path] = await platform.pickFiles({ title: 'Certificate authorities (PEM)', many: false });
      if (path === undefined) return settings.current;
      await readCaFile(path);
      return settings.set({ caFile: path });
    },
  };
}

import * as v from 'valibot';
import { expect, it } from 'vitest';
import { fromOlder } from '../../../electron/services/older-settings';
import { settings } from '../../../shared/contract/settings';

const widths = (read: unknown) => v.parse(settings, fromOlder(read)).paneWidths;
const initial = v.parse(settings, {}).paneWidths;

it('widths that were chosen for all windows hold in each class', () => {
  expect(widths({ foldersWidth: 240, listWidth: 420 })).toEqual({
    from1280: { folders: 240, list: 420 },
    from1080: { folders: 240, list: 420 },
    from960: { folders: 240, list: 420 },
    from900: { folders: 240, list: 420 },
  });
});

it('widths that nobody had moved give way to those of the class', () => {
  expect(widths({ foldersWidth: 200, listWidth: 370 })).toEqual(initial);
  expect(widths({ foldersWidth: 200, listWidth: 400 }).from1080).toEqual({ folders: 180, list: 400 });
  expect(widths({})).toEqual(initial);
});

it('what else was kept stays', () => {
  expect(v.parse(settings, fromOlder({ theme: 'dark', singleKeys: false, listWidth: 400 }))).toMatchObject({
    theme: 'dark',
    singleKeys: false,
  });
});

it('today’s widths are taken as they are, and mended one by one', () => {
  const kept = { from1280: { folders: 210, list: 5000 }, from1080: 'broken' };
  expect(widths({ listWidth: 400, paneWidths: kept })).toEqual({ ...initial, from1280: { folders: 210, list: 370 } });
});

it('what is no settings at all is left to who reads it', () => {
  for (const read of [null, 'text', 7]) expect(fromOlder(read)).toBe(read);
});

import * as v from 'valibot';
import { clockServer } from './clock';
import { call, event } from './define';
import { keptDnsServer } from './dns-server';

/** How wide the panes of the mail screen are; the rest is for reading. */
function panes(folders: number, list: number) {
  const pair = v.object({
    folders: v.fallback(v.pipe(v.number(), v.minValue(160), v.maxValue(280)), folders),
    list: v.fallback(v.pipe(v.number(), v.minValue(300), v.maxValue(480)), list),
  });
  return v.fallback(pair, { folders, list });
}

/** A pair for each class of windows, which is named by its smallest width: what fits one is wrong for another. */
const paneWidths = v.object({
  from1280: panes(200, 370),
  from1080: panes(180, 320),
  from960: panes(180, 320),
  from900: panes(180, 320),
});
export type WindowClass = keyof v.InferOutput<typeof paneWidths>;

/** Kept in the profile; every field has a default, so that an older or a broken file still opens. */
export const settings = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  density: v.fallback(v.picklist(['comfortable', 'compact']), 'comfortable'),
  /** j, k, e and the like; off for those whom they disturb (WCAG 2.1.4). */
  singleKeys: v.fallback(v.boolean(), true),
  /** What becomes of those who ask to be told that their message was read. */
  receipts: v.fallback(v.picklist(['ask', 'never']), 'ask'),
  ntpServers: v.fallback(v.array(clockServer), [{ host: 'pool.ntp.org', port: 123, pool: true, nts: false }]),
  /** How often the clock is measured by itself; null: never. A server should not be asked more often than each 64 s. */
  clockEverySeconds: v.fallback(v.nullable(v.pipe(v.number(), v.minValue(64), v.maxValue(86_400))), null),
  /** From which offset on a notification is shown; null: none. */
  clockLimitMs: v.fallback(v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(86_400_000))), 1_000),
  dnsServers: v.fallback(v.array(keptDnsServer), []),
  /** Servers of the root as a zone file, where a trace begins; null: those that come along. */
  dnsRootHints: v.fallback(v.nullable(v.string()), null),
  /** Whether the DNS screen takes an answer that is remembered. */
  dnsUseCache: v.fallback(v.boolean(), false),
  /** DS or DNSKEY records that are trusted without proof; none: those of the root that are built in. */
  dnsAnchors: v.fallback(v.array(v.string()), []),
  /** PEM file with certificate authorities trusted besides the system's, or empty. */
  caFile: v.fallback(v.string(), ''),
  /** So long a message waits in the outbox before it goes, in seconds, so that it can be taken back. */
  undoSeconds: v.fallback(v.picklist([0, 5, 10, 30]), 10),
  /** Where a message is written: over the main window, or in a window of its own. */
  writeIn: v.fallback(v.picklist(['sheet', 'window']), 'sheet'),
  /** The languages in which spelling is checked while a message is written, as BCP 47 tags; none: it is not checked. */
  spelling: v.fallback(v.array(v.string()), []),
  /** Nothing goes out of the outbox by itself. */
  outboxPaused: v.fallback(v.boolean(), false),
  paneWidths: v.fallback(paneWidths, () => v.parse(paneWidths, {})),
});
export type Settings = v.InferOutput<typeof settings>;

export const settingsCalls = {
  'settings.get': call(v.object({}), settings),
  'settings.set': call(v.partial(settings), settings),
  /** Opens the file picker for `caFile`. */
  'settings.pickCaFile': call(v.object({}), settings),
  /** What spelling can be checked in; no languages: in those of the system. `failed`: their dictionaries could not be fetched. */
  'settings.spelling': call(v.object({}), v.object({ languages: v.array(v.string()), failed: v.array(v.string()) })),
  'settings.spellingChanged': event(v.object({})),
  'settings.changed': event(settings),
};

import type { AppInfo, Args, Settings } from '../../shared/contract';
import type { Emit } from '../ipc';
import type { Accounts, Cipher, Secrets } from '../mail/accounts';
import type { Store } from '../mail/store';
import type { Transcripts } from '../wire';

/** The checking of what is written; Chromium does it, and fetches a dictionary for each language that it has none of. */
export interface Spelling {
  /** BCP 47 tags; none where the system checks in the languages of its own settings, as macOS does. */
  readonly languages: string[];
  /** Those whose dictionaries could not be fetched. */
  readonly failed: string[];
  /** Checks these languages from now on; none: nothing is checked, and nothing fetched. */
  use(languages: readonly string[]): void;
}

/** What only the desktop can do; tests put their own in its place. */
export interface Platform {
  info: AppInfo;
  cipher: Cipher;
  pickFiles(options: { title: string; many: boolean }): Promise<string[]>;
  pickSavePath(options: { title: string; name: string }): Promise<string | null>;
  markAsDownloaded(path: string): Promise<void>;
  openExternal(url: string): Promise<void>;
  /** Tells a person who looks elsewhere. */
  notify(message: { title: string; body: string }): void;
  /** Closes what was held back to ask first. */
  leave(): void;
  /** Brings the main window to the front. */
  showMain(): void;
  spelling: Promise<Spelling>;
  /** The windows in each of which one message is written, by its draft. */
  writing: {
    /** Brings one to the front. @returns false: there is none, and `orOpen` was not said */
    show(draftId: number, orOpen: boolean): boolean;
    close(draftId: number): void;
  };
  /** Puts sanitised HTML where a sandboxed frame can load it; answers with the address. */
  stage(message: { html: string; images: boolean }): string;
}

/** What the services share. */
export interface Context {
  profile: string;
  platform: Platform;
  emit: Emit;
  transcripts: Transcripts;
  store: Store;
  secrets: Secrets;
  accounts: Accounts;
  settings: { readonly current: Settings; set(change: Args<'settings.set'>): Promise<Settings> };
  /** PEMs that are trusted besides the system's. */
  trusted(): Promise<string[]>;
}

import { join } from 'node:path';
import * as v from 'valibot';
import { account } from '../../shared/contract/accounts';
import type { Flags } from '../flags';
import type { CallHandlers, Emit, JobHandlers } from '../ipc';
import { JsonFile } from '../json-file';
import { Accounts, Secrets, secretsSchema } from '../mail/accounts';
import { Store } from '../mail/store';
import { Transcripts } from '../wire';
import { accountsCalls } from './accounts';
import { addressBookServices } from './address-book';
import { appCalls } from './app';
import { clockServices } from './clock';
import { composeServices } from './compose';
import type { Context, Platform } from './context';
import { dnsServices } from './dns';
import { dismissedSchema, LastReceives } from './last-receives';
import { mailCalls } from './mail';
import { maildropServices } from './maildrop';
import { outboxServices } from './outbox';
import { practiceServices } from './practice';
import { receiptCalls } from './receipts';
import { receiveJobs } from './receive';
import { sendJobs } from './send';
import { openSettings, readCaFile, settingsCalls } from './settings';
import { SizeLimits } from './size-limits';
import { smtpServices } from './smtp';
import { wireCalls } from './wire';

export interface Services {
  calls: CallHandlers;
  jobs: JobHandlers;
  /** One part of a message, for the frame that shows it. */
  part(id: number, part: number): Promise<{ type: string; bytes: Uint8Array }>;
  /** How many messages are marked on servers, which would be forgotten if the program ended now. */
  marked(): number;
  close(): Promise<void>;
}

/**
 * Opens a profile and everything that works on it.
 * @throws `store.too-new`, `store.unreadable`, `store.write-failed`
 */
export async function startServices(options: {
  profile: string;
  platform: Platform;
  emit: Emit;
  workerPath: string;
  dnsWorkerPath: string;
  flags: Pick<Flags, 'practice' | 'rebuildIndex'>;
}): Promise<Services> {
  const { profile, platform, emit, workerPath, dnsWorkerPath, flags } = options;
  const secrets = new Secrets(new JsonFile(join(profile, 'secrets.json'), secretsSchema, {}), platform.cipher);
  const accountsFile = new JsonFile(join(profile, 'accounts.json'), v.array(account), []);
  const [{ store }, accounts, settings] = await Promise.all([
    Store.open(join(profile, 'store'), workerPath, flags.rebuildIndex),
    Accounts.open(accountsFile, secrets),
    openSettings(profile, emit),
  ]);
  // Chromium does the rest, when there is something to check.
  void platform.spelling.then((spelling) => spelling.use(settings.current.spelling));
  store.onFiled = () => emit('mail.changed', { folders: ['inbox', 'sent'] });
  const transcripts = new Transcripts();
  transcripts.subscribe({
    session: (summary) => emit('wire.session', summary),
    lines: (sessionId, lines) => emit('wire.newLines', { sessionId, lines }),
  });
  const trusted = () => readCaFile(settings.current.caFile);
  const context: Context = { profile, platform, emit, transcripts, store, secrets, accounts, settings, trusted };
  const lastReceives = new LastReceives(new JsonFile(join(profile, 'notes.json'), dismissedSchema, {}), emit);
  const maildrop = maildropServices(context);
  const sizeLimits = new SizeLimits(profile);
  const addressBook = addressBookServices(context);
  const outbox = outboxServices(context, { collect: addressBook.collect, sizeLimits });
  const compose = composeServices(context, sizeLimits);
  const smtp = smtpServices(context);
  const practice = practiceServices(context);
  const clock = clockServices(context, practice.isOn);
  const dns = dnsServices(context, practice.running, clock.offsetAt, dnsWorkerPath);
  if (flags.practice) await practice.start();
  outbox.start();

  return {
    calls: {
      ...appCalls(context, maildrop.drop),
      ...settingsCalls(context),
      ...accountsCalls(context, {
        onSave: outbox.accountsChanged,
        async onRemove(accountId) {
          maildrop.forget(accountId);
          await lastReceives.forget(accountId);
        },
      }),
      ...mailCalls(context, lastReceives),
      ...compose.calls,
      ...receiptCalls(context),
      ...outbox.calls,
      ...addressBook.calls,
      ...maildrop.calls,
      ...smtp.calls,
      ...clock.calls,
      ...dns.calls,
      ...practice.calls,
      ...wireCalls(context),
    },
    jobs: {
      ...receiveJobs(context, lastReceives, maildrop.holds),
      ...compose.jobs,
      ...sendJobs(context),
      ...maildrop.jobs,
      ...clock.jobs,
      ...dns.jobs,
    },
    part: (id, part) => store.ask('part', { id, part }),
    marked: maildrop.marked,
    async close() {
      maildrop.drop();
      await smtp.drop();
      clock.close();
      await dns.close();
      await outbox.close();
      await practice.stop();
      await store.close();
    },
  };
}

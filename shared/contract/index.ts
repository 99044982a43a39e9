import type { accountsCalls } from './accounts';
import type { addressBookCalls } from './address-book';
import type { appCalls } from './app';
import type { clockCalls } from './clock';
import type { composeCalls } from './compose';
import type { ArgsOf, CallSpec, EventSpec, JobSpec, PayloadOf, ProgressOf, ResultOf } from './define';
import type { dnsCalls } from './dns';
import type { dnsChainCalls } from './dns-chain';
import type { mailCalls } from './mail';
import type { maildropCalls } from './maildrop';
import type { outboxCalls } from './outbox';
import type { practiceCalls } from './practice';
import type { settingsCalls } from './settings';
import type { smtpCalls } from './smtp';
import type { wireCalls } from './wire';

/** Everything a window can ask, start and hear. Preload, binding and client are derived from this; `check.ts` has the schemas. */
export type Contract = typeof appCalls &
  typeof accountsCalls &
  typeof mailCalls &
  typeof composeCalls &
  typeof outboxCalls &
  typeof addressBookCalls &
  typeof maildropCalls &
  typeof smtpCalls &
  typeof clockCalls &
  typeof dnsCalls &
  typeof dnsChainCalls &
  typeof practiceCalls &
  typeof settingsCalls &
  typeof wireCalls;
type NamesOf<S> = { [N in keyof Contract]: Contract[N] extends S ? N : never }[keyof Contract];

export type CallName = NamesOf<CallSpec>;
export type JobName = NamesOf<JobSpec>;
export type EventName = NamesOf<EventSpec>;

export type Args<N extends CallName | JobName> = ArgsOf<Contract[N]>;
export type Result<N extends CallName | JobName> = ResultOf<Contract[N]>;
export type Progress<N extends JobName> = ProgressOf<Contract[N]>;
export type Payload<N extends EventName> = PayloadOf<Contract[N]>;

export type {
  Account,
  AccountInput,
  Identity,
  MailServer,
  ReceivePolicy,
  Security,
  TestStep,
  Writing,
} from './accounts';
export type { AddressBookData, Group, Person, Suggestion } from './address-book';
export type { AppInfo } from './app';
export type {
  ClockExchange,
  ClockHistory,
  ClockKeeper,
  ClockOffset,
  ClockReading,
  ClockServer,
  ClockSource,
  NtpHeader,
} from './clock';
export type { Endpoint } from './common';
export type { Delivery, Draft, DraftFields, RecipientState } from './compose';
export type {
  ComparedServer,
  DnsAnswer,
  DnsComparison,
  DnsQuestion,
  DomainCheck,
  DomainFinding,
  EdnsWishes,
  MessageField,
  NameServer,
  ResourceRecord,
  TraceOutcome,
  TraceStep,
} from './dns';
export type { BulkKind, BulkOrder, BulkRow, BulkState } from './dns-bulk';
export type { CachedAnswer, KnownDelegation } from './dns-cache';
export type { ChainDs, ChainKey, ChainSet, ChainSignature, ChainVerdict, ChainZone, DnsChain } from './dns-chain';
export type { AskedQuestion } from './dns-history';
export type { AskedDnsServer, DnsServer, DnsTransport, KeptDnsServer } from './dns-server';
export type { DnsWatch } from './dns-watch';
export type { ZoneFile, ZoneRow } from './dns-zones';
export type {
  Attachment,
  Folder,
  LastReceive,
  Mailbox,
  MessageFolder,
  MessageRow,
  MessageView,
  ReceiveProgress,
  ReceiveResult,
  Reports,
} from './mail';
export type { Maildrop, MaildropChange, MaildropEntry } from './maildrop';
export type { OutboxEntry, OutboxStatus } from './outbox';
export type { PracticeClock, PracticeStatus } from './practice';
export type { Hop, Route } from './route';
export type { ServerNote } from './server-notes';
export type { Settings, WindowClass } from './settings';
export type { SmtpSession } from './smtp';
export type { Protocol, SessionSummary, TlsFacts, TranscriptLine } from './wire';

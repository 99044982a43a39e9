import * as v from 'valibot';
import { richDocument } from '../rich-text/schema';
import { errorData, host, port } from './common';
import { call, event, job } from './define';
import { leaveOnServer } from './leave-on-server';

export const security = v.picklist(['tls', 'starttls', 'none']);
export type Security = v.InferOutput<typeof security>;

export const mailServer = v.object({ host, port, security, user: v.pipe(v.string(), v.maxLength(255)) });
export type MailServer = v.InferOutput<typeof mailServer>;

/** Where a password is kept. `quit`: in memory until Posthorn quits. `file`: readable by this user alone. */
export const keepSecret = v.picklist(['keyring', 'quit', 'file']);

/** A tag of RFC 5646, as LANG takes it (RFC 6856 §3). */
export const languageTag = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*$/));

const incomingServer = v.intersect([
  mailServer,
  v.object({
    protocol: v.picklist(['POP3', 'IMAP']),
    /** In which the server's answers are asked for, where it knows LANG; null: as the server likes. */
    language: v.optional(v.nullable(languageTag), null),
  }),
]);

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** What a session takes, and what it does to the maildrop. */
export const receivePolicy = v.object({
  /** What becomes of a message on the server once it is durable here. */
  afterDownload: v.picklist(['keep', 'delete', 'delete-after-days']),
  days: whole(1, 3_650),
  /** When a message is moved out of the Inbox, ask the server to delete it at the next connection. */
  deleteWhenMoved: v.boolean(),
  /** Of larger messages only the header is fetched; null: everything is fetched whole. */
  headersAboveKib: v.nullable(whole(1, 1_048_576)),
  /** New messages that one session takes at most; null: all. */
  mostPerSession: v.nullable(whole(1, 1_000_000)),
  checkAtStart: v.boolean(),
  /** Null: only when asked. */
  checkEveryMinutes: v.nullable(whole(1, 1_440)),
});
export type ReceivePolicy = v.InferOutput<typeof receivePolicy>;

/** What the secret of an account is: a password, or an access token (RFC 6750) that its user was given elsewhere. */
const signIn = v.optional(v.picklist(['password', 'token']), 'password');

/** Where the mail of an account is shown: in an inbox of its own, or in the one that several accounts share. */
export const inbox = v.picklist(['own', 'common']);

/** How the messages of one sender are written. */
export const writing = v.object({
  /** Where answers go, as typed; empty: to the address itself. */
  replyTo: v.pipe(v.string(), v.maxLength(1_000)),
  /** Without its mark `-- `; empty: none. */
  signature: v.pipe(v.string(), v.maxLength(100_000)),
  /** The same, formatted; null: as it stands in `signature`. */
  richSignature: v.nullable(richDocument),
  /** Whether a new message is formatted. */
  rich: v.boolean(),
  /** In an answer the signature stands above what is quoted. */
  signatureFirst: v.boolean(),
});
export type Writing = v.InferOutput<typeof writing>;
/** Nothing but what is typed. */
export const plainWriting: Writing = {
  replyTo: '',
  signature: '',
  richSignature: null,
  rich: false,
  signatureFirst: false,
};

/** Another name and address to write under from the same account. */
export const identity = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  name: v.pipe(v.string(), v.maxLength(200)),
  address: v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(320)),
  writing,
  /** A server of its own, with a password of its own; null: the account's. */
  outgoing: v.nullable(mailServer),
});
export type Identity = v.InferOutput<typeof identity>;

const senders = {
  writing: v.optional(writing, plainWriting),
  identities: v.optional(v.array(identity), []),
};

export const account = v.object({
  id: v.string(),
  /** The person's name, for From. */
  name: v.string(),
  address: v.string(),
  incoming: incomingServer,
  outgoing: mailServer,
  signIn,
  /** When a message is deleted here, ask the server to delete it at the next connection. */
  deleteOnServer: v.boolean(),
  policy: v.optional(receivePolicy, leaveOnServer),
  inbox: v.optional(inbox, 'own'),
  ...senders,
  /** Made by the practice servers, not by hand. */
  practice: v.boolean(),
  keepSecret,
});
export type Account = v.InferOutput<typeof account>;

/**
 * An account as the form gives it. `password` is the secret, whichever it is; empty: keep the one that is known, unless it is
 * of the other kind.
 */
export const accountInput = v.object({
  id: v.optional(v.nullable(v.string()), null),
  name: v.pipe(v.string(), v.maxLength(200)),
  address: v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(320)),
  incoming: incomingServer,
  outgoing: mailServer,
  signIn,
  deleteOnServer: v.boolean(),
  policy: v.optional(receivePolicy, leaveOnServer),
  inbox: v.optional(inbox, 'own'),
  ...senders,
  keepSecret,
  password: v.string(),
  /** Passwords of identities with a server of their own, by their ids; one that is left out stays as it is. */
  identityPasswords: v.optional(v.record(v.string(), v.string()), {}),
});
export type AccountInput = v.InferOutput<typeof accountInput>;

export const testStep = v.object({
  /** `incoming.connect`, `outgoing.login`, … in the order in which they happen. */
  step: v.picklist([
    'incoming.connect',
    'incoming.tls',
    'incoming.login',
    'incoming.maildrop',
    'outgoing.connect',
    'outgoing.tls',
    'outgoing.login',
  ]),
  state: v.picklist(['running', 'ok', 'failed', 'skipped']),
  /** What was seen, in a few words: `TLSv1.3, mail.example.org`. */
  detail: v.string(),
  error: v.nullable(errorData),
});
export type TestStep = v.InferOutput<typeof testStep>;

export const accountsCalls = {
  'accounts.list': call(v.object({}), v.array(account)),
  'accounts.save': call(accountInput, account),
  /** Takes the account, its messages here and its password away; nothing on the server changes. */
  'accounts.remove': call(v.object({ id: v.string() }), v.void()),
  'accounts.test': job(accountInput, testStep, v.object({ steps: v.array(testStep), ok: v.boolean() })),
  /** Whether the system has a keyring that can encrypt passwords. */
  'accounts.secretStorage': call(v.object({}), v.object({ keyring: v.boolean() })),
  'accounts.changed': event(v.object({})),
};

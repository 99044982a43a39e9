export const pop3Errors = {
  'pop3.auth-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the user name or the password.`,
    safe: 'Your mail here is safe.',
    todo: "Check both in the account's settings.",
  }),
  'pop3.maildrop-locked': ({ host }: { host: string }) => ({
    happened: `Another program holds this maildrop on ${host}.`,
    safe: 'Nothing was changed.',
    todo: 'Close it, or try again in a minute.',
  }),
  'pop3.maildrop-open-here': ({ host }: { host: string }) => ({
    happened: `This maildrop on ${host} is open on the Server screen.`,
    safe: 'Nothing was changed.',
    todo: 'Disconnect there, then get mail.',
  }),
  'pop3.login-delay': ({ host }: { host: string }) => ({
    happened: `${host} wants a longer pause between two logins.`,
    safe: 'Nothing was changed.',
    todo: 'Try again in a few minutes.',
  }),
  'pop3.login-too-soon': ({ host, seconds }: { host: string; seconds: number }) => ({
    happened: `${host} wants a pause between two logins; ${seconds} seconds of it are left.`,
    safe: 'Nothing was sent.',
    todo: 'Try again when they are over.',
  }),
  'pop3.temporarily-unavailable': ({ host }: { host: string }) => ({
    happened: `${host} can't serve this mailbox just now.`,
    safe: 'Nothing was changed.',
    todo: 'Try again later; the server says that it will pass.',
  }),
  'pop3.permanently-unavailable': ({ host }: { host: string }) => ({
    happened: `${host} can't serve this mailbox.`,
    safe: 'Nothing was changed.',
    todo: 'Ask whoever runs the server; the server says that it will not pass by itself.',
  }),
  'pop3.refused-at-greeting': ({ host }: { host: string }) => ({
    happened: `${host} turned the connection away at once.`,
    safe: 'Nothing was sent.',
    todo: 'Try again later.',
  }),
  'pop3.no-greeting': ({ host }: { host: string }) => ({
    happened: `${host} did not greet as a POP3 server does.`,
    safe: 'No password was sent.',
    todo: 'Check the port: 995 for TLS, 110 for STARTTLS.',
  }),
  'pop3.command-refused': ({ command, host }: { command: string; host: string }) => ({
    happened: `${host} refused ${command}.`,
    safe: 'What was finished before is kept.',
    todo: "Look at the transcript for the server's reason.",
  }),
  'pop3.bad-reply': ({ command, host }: { command: string; host: string }) => ({
    happened: `${host} answered ${command} with something that is no POP3 answer.`,
    safe: 'What was finished before is kept.',
    todo: 'Look at the transcript: this may not be the right server.',
  }),
  'pop3.too-much': ({ command, host, octets }: { command: string; host: string; octets: number }) => ({
    happened: `${host} answered ${command} with more than ${octets} octets.`,
    safe: 'The connection was closed; what was finished before is kept.',
    todo: 'Tell whoever runs the server.',
  }),
  'pop3.cut-in-message': ({ number, saved, host }: { number: number; saved: number; host: string }) => ({
    happened: `The connection to ${host} was lost during message ${number}.`,
    safe: `${saved === 1 ? '1 message is' : `${saved} messages are`} saved; ${number} will come again.`,
    todo: 'Try again.',
  }),
  'pop3.unsafe-credentials': (_: object) => ({
    happened: "The user name or the password holds a line end, which POP3 can't carry.",
    safe: 'Nothing was sent.',
    todo: 'Enter them again.',
  }),
  'pop3.token-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the access token.`,
    safe: 'Your mail here is safe.',
    todo: 'Sign in again where the token comes from, and see that it allows POP3.',
  }),
  'pop3.no-way-to-log-in': ({ host, offered }: { host: string; offered: string }) => ({
    happened: `${host} offers no way to log in that Posthorn can use here${offered ? ` (only ${offered})` : ''}.`,
    safe: 'No password was sent.',
    todo: 'Choose TLS or STARTTLS in the account, or ask whoever runs the server which logins it allows.',
  }),
  'pop3.cleartext': ({ command, host }: { command: string; host: string }) => ({
    happened: `${command} would send the password to ${host} where others can read it.`,
    safe: 'No password was sent.',
    todo: 'Choose TLS or STARTTLS in the account.',
  }),
  'pop3.utf8-required': ({ host }: { host: string }) => ({
    happened: `${host} holds something that it can give only in UTF-8.`,
    safe: 'It stays on the server.',
    todo: 'Try again. If it stays so, ask whoever runs the server why it does not offer UTF8.',
  }),
  'pop3.language-refused': ({ host }: { host: string }) => ({
    happened: `${host} does not speak that language.`,
    safe: 'It goes on in the language it spoke before.',
    todo: 'Choose one that it lists.',
  }),
  'pop3.unasked-answer': ({ command, host }: { command: string; host: string }) => ({
    happened: `${host} answered before it was asked ${command}, so that no answer of it can be trusted.`,
    safe: 'The connection was closed; what was finished before is kept.',
    todo: 'Look at the transcript: this may not be the right server.',
  }),
  'pop3.out-of-step': ({ number, host }: { number: number; host: string }) => ({
    happened: `${host} sent another message where message ${number} was due.`,
    safe: 'It was not kept; what was finished before is.',
    todo: 'Try again; Posthorn then asks for one message at a time.',
  }),
  'pop3.pipelining-broken': ({ host }: { host: string }) => ({
    happened: `${host} says that it takes several commands at once, and does not.`,
    safe: 'What was finished before is kept, and nothing was deleted.',
    todo: 'Try again; Posthorn then asks one thing at a time.',
  }),
  'pop3.state': ({ command, state }: { command: string; state: string }) => ({
    happened: `${command} is not allowed in the ${state} state.`,
    safe: 'Nothing was sent.',
    todo: 'Connect again.',
  }),
  'pop3.command-not-sent': ({ command, reason }: { command: string; reason: string }) => ({
    happened: command ? `${command} was not sent.` : 'Nothing was sent.',
    safe: reason,
    todo: '',
  }),
  'pop3.no-session': (_: object) => ({
    happened: 'The maildrop is not open.',
    safe: 'Nothing was sent.',
    todo: 'Connect first.',
  }),
};

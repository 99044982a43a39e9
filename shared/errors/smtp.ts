export const smtpErrors = {
  'smtp.greeting-refused': ({ host }: { host: string }) => ({
    happened: `${host} turned the connection away at once.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Try again later.',
  }),
  'smtp.bad-reply': ({ host, command }: { host: string; command: string }) => ({
    happened: `${host} answered ${command} with something that is no SMTP answer.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Check the port: 465 for TLS, 587 for STARTTLS.',
  }),
  'smtp.command-refused': ({ host, command }: { host: string; command: string }) => ({
    happened: `${host} refused ${command}.`,
    safe: 'The message is safe and was not sent.',
    todo: "Look at the transcript for the server's reason.",
  }),
  'smtp.command-not-sent': ({ command, reason }: { command: string; reason: string }) => ({
    happened: command ? `${command} was not sent.` : 'Nothing was sent.',
    safe: reason,
    todo: '',
  }),
  'smtp.no-session': (_: object) => ({
    happened: 'There is no open SMTP session.',
    safe: 'Nothing was sent.',
    todo: 'Connect first.',
  }),
  'smtp.auth-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the user name or the password.`,
    safe: 'The message is safe and was not sent.',
    todo: "Check both in the account's settings.",
  }),
  'smtp.auth-not-offered': ({ host }: { host: string }) => ({
    happened: `${host} offers no login that Posthorn can do on this connection.`,
    safe: 'No password was sent, and the message is safe.',
    todo: 'Choose TLS or STARTTLS for the outgoing server, or leave its user name empty.',
  }),
  'smtp.hello-refused': ({ host }: { host: string }) => ({
    happened: `${host} does not take this computer as a caller (EHLO and HELO).`,
    safe: 'The message is safe and was not sent.',
    todo: "The server's words say why; ask whoever runs it.",
  }),
  'smtp.closing': ({ host }: { host: string }) => ({
    happened: `${host} said that it goes away, and closed the connection.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Try again later.',
  }),
  'smtp.unasked-reply': ({ host, command }: { host: string; command: string }) => ({
    happened: `${host} gave more answers than it was asked for (${command}), so that none of them can be trusted.`,
    safe: 'The connection was closed, and the message is safe.',
    todo: 'Look at the transcript: this may not be the right server.',
  }),
  'smtp.too-much': ({ host, command, lines }: { host: string; command: string; lines: number }) => ({
    happened: `${host} answered ${command} with more than ${lines} lines and did not stop.`,
    safe: 'The connection was closed, and the message is safe.',
    todo: 'Tell whoever runs the server.',
  }),
  'smtp.state': ({ command, state }: { command: string; state: string }) => ({
    happened: `${command} is not allowed ${state}.`,
    safe: 'Nothing was sent.',
    todo: 'Connect again.',
  }),
  'smtp.unsafe-argument': (_: object) => ({
    happened: 'What was to be sent to the server holds a line end, which would be a command of its own.',
    safe: 'Nothing was sent.',
    todo: 'Enter it again.',
  }),
  'smtp.cleartext': ({ host, mechanism }: { host: string; mechanism: string }) => ({
    happened: `AUTH ${mechanism} would send the password to ${host} where others can read it.`,
    safe: 'No password was sent.',
    todo: 'Choose TLS or STARTTLS in the account.',
  }),
  'smtp.token-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the access token.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Sign in again where the token comes from, and see that it allows SMTP.',
  }),
  'smtp.auth-unavailable': ({ host }: { host: string }) => ({
    happened: `${host} can't check logins just now.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Try again later; the server says that it will pass.',
  }),
  'smtp.auth-required': ({ host }: { host: string }) => ({
    happened: `${host} takes mail only after a login.`,
    safe: 'The message is safe and was not sent.',
    todo: "Enter a user name for the outgoing server in the account's settings.",
  }),
  'smtp.not-now': ({ host }: { host: string }) => ({
    happened: `${host} takes no message just now.`,
    safe: 'The message is safe and went to nobody.',
    todo: 'Try again later; the server says that it will pass.',
  }),
  'smtp.not-supported': ({ host, extension }: { host: string; extension: string }) => ({
    happened: `The message needs ${extension}, which ${host} does not offer.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Send it through another server, or without what needs this.',
  }),
  'smtp.mail-limit': ({ host, most }: { host: string; most: number }) => ({
    happened: `${host} takes ${most === 1 ? 'one message' : `${most} messages`} in a session, and no more.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Connect again.',
  }),
  'smtp.sender-refused': ({ sender }: { sender: string }) => ({
    happened: `The server refuses mail from ${sender}.`,
    safe: 'The message is safe and went to nobody.',
    todo: "Check the address in the account's settings.",
  }),
  'smtp.all-recipients-refused': ({ count }: { count: number }) => ({
    happened: count === 1 ? 'The server refused the recipient.' : `The server refused all ${count} recipients.`,
    safe: 'The message is safe and went to nobody.',
    todo: "Check the addresses; the server's reason stands beside each.",
  }),
  'smtp.some-recipients-refused': ({ refused, count }: { refused: number; count: number }) => ({
    happened: `${refused} of ${count} recipients ${refused === 1 ? 'was' : 'were'} refused.`,
    safe: 'The others have the message.',
    todo: 'Sending again goes to the refused ones only.',
  }),
  'smtp.data-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the content of the message.`,
    safe: 'The message is safe and went to nobody.',
    todo: "The server's words say why; change the message, then try again.",
  }),
  'smtp.too-large': ({ size, limit }: { size: number; limit: number }) => ({
    happened: `The message has ${size.toLocaleString('en')} octets, and the server takes ${limit.toLocaleString('en')} at most.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Take an attachment out, or send it in parts.',
  }),
  'smtp.no-smtputf8': ({ address }: { address: string }) => ({
    happened: `${address} has letters that this server can't carry (no SMTPUTF8).`,
    safe: 'The message is safe and was not sent.',
    todo: 'Use another address of this person, or another outgoing server.',
  }),
  'smtp.bad-address': ({ address }: { address: string }) => ({
    happened: `“${address}” can't be an address.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Correct it.',
  }),
  'smtp.no-recipient': (_: object) => ({
    happened: 'The message has no recipient.',
    safe: 'It is safe among your drafts.',
    todo: 'Enter an address in To, Cc or Bcc.',
  }),
  'smtp.interrupted': (_: object) => ({
    happened: 'Posthorn ended while it was sending this message.',
    safe: 'The message is safe here. It may have been delivered, or not.',
    todo: 'Ask the recipient before you send it again.',
  }),
  'smtp.undecided': (_: object) => ({
    happened: 'Nobody knows whether this message has arrived, so it is not sent again by itself.',
    safe: 'Nothing was sent now.',
    todo: 'Choose “Send again” or “It has arrived”.',
  }),
  'smtp.decided': (_: object) => ({
    happened: 'Of this message it is known what came of it.',
    safe: 'Nothing was changed.',
    todo: 'Look at it in the Outbox, or among what was sent.',
  }),
  'smtp.doubtful': ({ host }: { host: string }) => ({
    happened: `The connection to ${host} was lost after the whole message was sent, before the server said that it has it.`,
    safe: 'The message is safe here. It may have been delivered, or not.',
    todo: 'Ask the recipient before you send it again.',
  }),
};

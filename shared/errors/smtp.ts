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
    todo: 'Look at the transcript for the server’s reason.',
  }),
  'smtp.auth-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the user name or the password.`,
    safe: 'The message is safe and was not sent.',
    todo: 'Check both in the account’s settings.',
  }),
  'smtp.auth-not-offered': ({ host }: { host: string }) => ({
    happened: `${host} offers no login that Posthorn can do on this connection.`,
    safe: 'No password was sent, and the message is safe.',
    todo: 'Choose TLS or STARTTLS for the outgoing server, or leave its user name empty.',
  }),
  'smtp.token-not-possible': ({ host }: { host: string }) => ({
    happened: `Logging in to ${host} with an access token is not part of this version.`,
    safe: 'The token was not sent, and the message is safe.',
    todo: 'Leave the user name of the outgoing server empty if it takes mail without a login, or send from another account.',
  }),
  'smtp.sender-refused': ({ sender }: { sender: string }) => ({
    happened: `The server refuses mail from ${sender}.`,
    safe: 'The message is safe and went to nobody.',
    todo: 'Check the address in the account’s settings.',
  }),
  'smtp.all-recipients-refused': ({ count }: { count: number }) => ({
    happened: count === 1 ? 'The server refused the recipient.' : `The server refused all ${count} recipients.`,
    safe: 'The message is safe and went to nobody.',
    todo: 'Check the addresses; the server’s reason stands beside each.',
  }),
  'smtp.some-recipients-refused': ({ refused, count }: { refused: number; count: number }) => ({
    happened: `${refused} of ${count} recipients ${refused === 1 ? 'was' : 'were'} refused.`,
    safe: 'The others have the message.',
    todo: 'Sending again goes to the refused ones only.',
  }),
  'smtp.data-refused': ({ host }: { host: string }) => ({
    happened: `${host} refused the content of the message.`,
    safe: 'The message is safe and went to nobody.',
    todo: 'The server’s words say why; change the message, then try again.',
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
  'smtp.doubtful': ({ host }: { host: string }) => ({
    happened: `The connection to ${host} was lost after the whole message was sent, before the server said that it has it.`,
    safe: 'The message is safe here. It may have been delivered, or not.',
    todo: 'Ask the recipient before you send it again.',
  }),
};

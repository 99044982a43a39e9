const at = ({ host, port }: { host: string; port: number }) => `${host}, port ${port}`;

export const wireErrors = {
  'wire.unknown-host': ({ host }: { host: string }) => ({
    happened: `There is no server named ${host}.`,
    safe: 'Nothing was sent.',
    todo: 'Check the name of the server, and whether this computer is online.',
  }),
  'wire.refused': (where: { host: string; port: number }) => ({
    happened: `Nothing listens at ${at(where)}: the connection was refused.`,
    safe: 'Nothing was sent.',
    todo: 'Check the server and the port.',
  }),
  'wire.unreachable': (where: { host: string; port: number; reason: string }) => ({
    happened: `${at(where)} can't be reached (${where.reason}).`,
    safe: 'Nothing was sent.',
    todo: 'Check whether this computer is online, then try again.',
  }),
  'wire.timeout': ({ step, seconds, host }: { step: string; seconds: number; host: string }) => ({
    happened: `${host} did not answer within ${seconds} s while ${step}.`,
    safe: 'What was finished before is kept.',
    todo: 'Try again. If it stays so, a firewall may be in the way, or the server is overloaded.',
  }),
  'wire.closed': ({ host, step }: { host: string; step: string }) => ({
    happened: `${host} closed the connection while ${step}.`,
    safe: 'What was finished before is kept.',
    todo: 'Try again.',
  }),
  'wire.reset': ({ host, step }: { host: string; step: string }) => ({
    happened: `The connection to ${host} broke while ${step}.`,
    safe: 'What was finished before is kept.',
    todo: 'Try again.',
  }),
  'wire.line-too-long': ({ host, octets }: { host: string; octets: number }) => ({
    happened: `${host} sent a line of more than ${octets} octets where an answer should be.`,
    safe: 'What was finished before is kept.',
    todo: 'Look at the transcript: this may not be the right server or port.',
  }),
  'wire.too-large': ({ host, octets }: { host: string; octets: number }) => ({
    happened: `${host} sent more than ${octets} octets where an answer should be.`,
    safe: 'What was finished before is kept.',
    todo: 'Look at the transcript: this may not be the right server or port.',
  }),
  'wire.no-http2': ({ host }: { host: string }) => ({
    happened: `${host} speaks no HTTP/2.`,
    safe: 'Nothing was sent.',
    todo: 'Check the server and the port.',
  }),
  'wire.no-answer': ({ host, port, seconds }: { host: string; port: number; seconds: number }) => ({
    happened: `${host} did not answer within ${seconds} s.`,
    safe: '',
    todo: `UDP port ${port} may be blocked on the way, or nothing listens there.`,
  }),
  'tls.expired': ({ host, on }: { host: string; on: string }) => ({
    happened: `The certificate of ${host} expired on ${on}.`,
    safe: 'No password was sent.',
    todo: "Tell whoever runs the server. If the date looks wrong, check this computer's clock.",
  }),
  'tls.not-yet-valid': ({ host, from }: { host: string; from: string }) => ({
    happened: `The certificate of ${host} is valid only from ${from}.`,
    safe: 'No password was sent.',
    todo: "Check this computer's clock.",
  }),
  'tls.name-mismatch': ({ host, names }: { host: string; names: string }) => ({
    happened: `The certificate is for ${names}, not for ${host}.`,
    safe: 'No password was sent.',
    todo: 'Check the name of the server. Somebody may be in between.',
  }),
  'tls.self-signed': ({ host }: { host: string }) => ({
    happened: `The certificate of ${host} vouches only for itself.`,
    safe: 'No password was sent.',
    todo: 'If the server is yours, add its certificate in Settings, under Certificates.',
  }),
  'tls.unknown-issuer': ({ host, issuer }: { host: string; issuer: string }) => ({
    happened: `The certificate of ${host} is from an issuer that is not known here${issuer ? ` (${issuer})` : ''}.`,
    safe: 'No password was sent.',
    todo: 'If you trust that issuer, add its certificate in Settings, under Certificates.',
  }),
  'tls.handshake-failed': ({ host, reason }: { host: string; reason: string }) => ({
    happened: `No encrypted connection to ${host} came about (${reason}).`,
    safe: 'No password was sent.',
    todo: 'Check the port and the security: a server that expects STARTTLS does not understand TLS at once.',
  }),
  'tls.not-offered': ({ host }: { host: string }) => ({
    happened: `${host} does not offer encryption (STARTTLS) here.`,
    safe: 'No password was sent.',
    todo: 'Choose TLS in the account, or ask whoever runs the server. Somebody in between may have taken the offer out.',
  }),
  'tls.injected': ({ host }: { host: string }) => ({
    happened: `Bytes came from ${host} before the encryption began that should not be there.`,
    safe: 'The connection was closed, and no password was sent.',
    todo: 'Somebody in between may be tampering with this connection. Try from another network.',
  }),
};

export const saslErrors = {
  'sasl.bad-challenge': ({ mechanism, reason }: { mechanism: string; reason: string }) => ({
    happened: `The server broke off the rules of ${mechanism} during the login: ${reason}.`,
    safe: 'The login was given up, and nothing was changed.',
    todo: 'Look at the transcript, and tell whoever runs the server.',
  }),
  'sasl.server-unproven': ({ mechanism }: { mechanism: string }) => ({
    happened: `The server did not prove that it knows your password (${mechanism}).`,
    safe: 'The connection was closed, and the password itself was not sent.',
    todo: 'Somebody may pose as your server. Check its name, or try from another network.',
  }),
  'sasl.prohibited-character': (_: object) => ({
    happened: 'The user name or the password holds a character that no login may carry.',
    safe: 'Nothing was sent.',
    todo: 'Enter them again.',
  }),
};

export const mailErrors = {
  'mail.no-message': ({ id }: { id: number }) => ({
    happened: `Message ${id} is not here any more.`,
    safe: '',
    todo: 'Go back to the list.',
  }),
  'mail.no-draft': ({ id }: { id: number }) => ({
    happened: `Draft ${id} is not here any more.`,
    safe: '',
    todo: 'Go back to the list.',
  }),
  'mail.no-part': ({ part }: { part: string }) => ({
    happened: `The message has no part ${part}.`,
    safe: '',
    todo: 'View the source to see what it holds.',
  }),
  'mail.too-large': (_: object) => ({
    happened: 'This message is too large to be taken apart here.',
    safe: 'It is whole on this computer.',
    todo: 'Save its source, and open that with a program for large messages.',
  }),
  'mail.source-missing': ({ path }: { path: string }) => ({
    happened: `The file of this message is missing (${path}).`,
    safe: 'Other messages are not affected.',
    todo: 'If it is still on the server, delete it here for ever and get mail again.',
  }),
  'mail.unreadable-file': ({ path }: { path: string }) => ({
    happened: `The file ${path} can't be read.`,
    safe: 'Your draft is saved.',
    todo: 'Check that it is there and that you may read it, then attach it again.',
  }),
  'mail.already-sending': (_: object) => ({
    happened: 'This message is being sent already.',
    safe: 'It goes out once.',
    todo: "Wait for the server's word.",
  }),
  'mail.queued': (_: object) => ({
    happened: 'This message waits in the Outbox, and goes out as it was when it was put there.',
    safe: 'It was not changed.',
    todo: 'Choose “Edit” in the Outbox to take it out first.',
  }),
  'outbox.given-up': ({ days }: { days: number }) => ({
    happened: `Posthorn has tried to send this message for ${days} days, and tries no more by itself.`,
    safe: 'The message is safe here.',
    todo: 'Choose “Try now” to go on, or “Edit” to change it.',
  }),
  'outbox.recipients-later': ({ later, count }: { later: number; count: number }) => ({
    happened: `The server does not take the message for ${later} of ${count} recipients just now.`,
    safe: 'The message is safe, and who has it gets it no second time.',
    todo: 'It is tried again by itself.',
  }),
  'accounts.none': (_: object) => ({
    happened: 'There is no account to write from.',
    safe: '',
    todo: 'Add one in Settings.',
  }),
  'accounts.unknown': ({ id }: { id: string }) => ({
    happened: `There is no account “${id}”.`,
    safe: '',
    todo: 'Choose an account in Settings.',
  }),
  'accounts.bad-token': (_: object) => ({
    happened: 'This is no access token: it is empty, or it holds characters that no token has.',
    safe: 'Nothing was sent.',
    todo: 'Copy it again from where it comes from, whole and by itself.',
  }),
  'accounts.unsupported': ({ protocol }: { protocol: string }) => ({
    happened: `Receiving by ${protocol} is not part of this version.`,
    safe: 'Nothing was changed.',
    todo: 'Use POP3 for this account.',
  }),
};

export const appErrors = {
  'app.unexpected': ({ reason }: { reason: string }) => ({
    happened: `Something went wrong inside Posthorn: ${reason}.`,
    safe: 'Your mail here is safe.',
    todo: 'Try again. If it happens twice, please report it with the transcript.',
  }),
  'app.cancelled': (_: object) => ({
    happened: 'You cancelled this.',
    safe: 'What was finished before is kept.',
    todo: 'Start it again whenever you like.',
  }),
  'ipc.foreign-sender': (_: object) => ({
    happened: 'A call came from a page that is not Posthorn.',
    safe: 'It was refused, and nothing was done.',
    todo: 'Close that page.',
  }),
  'ipc.unknown-call': ({ name }: { name: string }) => ({
    happened: `There is no call named “${name}”.`,
    safe: 'Nothing was done.',
    todo: 'Check the name against the contract.',
  }),
  'ipc.invalid-argument': ({ name, issue }: { name: string; issue: string }) => ({
    happened: `The call “${name}” was given a wrong argument: ${issue}.`,
    safe: 'Nothing was done.',
    todo: 'Check the argument against the contract.',
  }),
  'ipc.invalid-result': ({ name, issue }: { name: string; issue: string }) => ({
    happened: `The call “${name}” gave an answer that breaks the contract: ${issue}.`,
    safe: 'Your mail here is safe.',
    todo: 'Please report this.',
  }),
  'store.too-new': ({ found, known }: { found: number; known: number }) => ({
    happened: `This mail store was written by a newer Posthorn (format ${found}; this one knows up to ${known}).`,
    safe: 'It was not touched.',
    todo: 'Open it with the newer Posthorn, or choose another profile with --user-data-dir.',
  }),
  'store.unreadable': ({ path, reason }: { path: string; reason: string }) => ({
    happened: `The index of your mail can't be read (${path}: ${reason}).`,
    safe: 'Your messages are kept in files of their own and were not touched.',
    todo: 'Start Posthorn once with --rebuild-index.',
  }),
  'store.disk-full': ({ path }: { path: string }) => ({
    happened: `There is no room left on the disk that holds ${path}.`,
    safe: 'What was saved before is kept, and nothing was deleted on the server.',
    todo: 'Make room, then try again.',
  }),
  'store.write-failed': ({ path, reason }: { path: string; reason: string }) => ({
    happened: `Writing to ${path} failed: ${reason}.`,
    safe: 'What was saved before is kept, and nothing was deleted on the server.',
    todo: 'Check the disk and the permissions of that folder, then try again.',
  }),
  'store.closed': (_: object) => ({
    happened: 'The mail store is closed.',
    safe: 'Your mail here is safe.',
    todo: 'Start Posthorn again.',
  }),
  'profile.in-use': ({ path }: { path: string }) => ({
    happened: `Another Posthorn uses the profile ${path}.`,
    safe: 'Nothing was changed.',
    todo: 'Use the window that is open, or choose another profile with --user-data-dir.',
  }),
  'app.bad-ca-file': ({ path }: { path: string }) => ({
    happened: `There are no certificates that can be read in ${path}.`,
    safe: 'The setting was not changed.',
    todo: 'Choose a PEM file, which begins with “-----BEGIN CERTIFICATE-----”.',
  }),
  'app.bad-link': ({ url }: { url: string }) => ({
    happened: `“${url}” is not a web or mail address.`,
    safe: 'It was not opened.',
    todo: 'Copy it, if you trust it.',
  }),
  'secrets.none': ({ account }: { account: string }) => ({
    happened: `The password or access token of ${account} is not known: it was kept only until Posthorn quit.`,
    safe: 'Your mail here is safe.',
    todo: "Enter it in the account's settings.",
  }),
};

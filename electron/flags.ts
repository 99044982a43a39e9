import { resolve } from 'node:path';

export interface Flags {
  /** `--user-data-dir=DIR` */
  profile: string | null;
  /** `--practice`: the practice servers on, and an account for them */
  practice: boolean;
  /** `--rebuild-index`: makes the index of the mail anew from the message files */
  rebuildIndex: boolean;
  /** `--page=URL`: the development server's page */
  page: string | null;
}

export function readFlags(argv: string[]): Flags {
  const value = (name: string) =>
    argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) || null;
  const profile = value('user-data-dir');
  return {
    profile: profile === null ? null : resolve(profile),
    practice: argv.includes('--practice'),
    rebuildIndex: argv.includes('--rebuild-index'),
    page: value('page'),
  };
}

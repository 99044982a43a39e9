import type { Channel } from './channel';

/** A language of a server's texts (RFC 6856 §3.2): its tag of RFC 5646, and its name in itself. */
export interface Language {
  tag: string;
  name: string;
}

const tagPattern = /^(?:\*|[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*)$/;

export function parseLanguages(lines: readonly string[]): Language[] {
  return lines.flatMap((line) => {
    const [, tag, name] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    return tag && tagPattern.test(tag) && tag !== '*' ? [{ tag, name: name ?? '' }] : [];
  });
}

/** LANG without an argument: what there is to choose from. @throws `pop3.language-refused` */
export async function listLanguages(channel: Channel): Promise<Language[]> {
  const lines: string[] = [];
  await channel.askLines('LANG', (line) => void lines.push(line));
  return parseLanguages(lines);
}

/**
 * LANG with one: the texts of later answers come in it.
 * @param tag `*` for the language that the server prefers
 * @returns the tag that the server has chosen, which may be a more general one; empty where it does not say
 * @throws `pop3.language-refused`
 */
export async function chooseLanguage(channel: Channel, tag: string): Promise<string> {
  if (!tagPattern.test(tag)) throw new RangeError(`“${tag}” is no language tag`);
  const [word = ''] = (await channel.ask(`LANG ${tag}`)).text.split(/\s/);
  return tagPattern.test(word) ? word : '';
}

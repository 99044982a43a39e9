const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of what was typed, without case and accents. */
export const searchable = (typed: string) =>
  plain(typed)
    .split(/[\s<>"]+/u)
    .filter((word) => word !== '');

/** Whether each word begins one of the text's; Chinese has no blanks between words, so there it may stand anywhere. */
export function matches(words: readonly string[], text: string): boolean {
  const whole = plain(text);
  const begins = [...whole.matchAll(/[\p{L}\p{N}]+/gu)].map(({ index }) => index);
  return words.every((word) =>
    /\p{sc=Han}/u.test(word) ? whole.includes(word) : begins.some((index) => whole.startsWith(word, index)),
  );
}

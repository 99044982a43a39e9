/** Charsets that only one language is written in. */
const charsetLanguages: [RegExp, string][] = [
  [/^(big5|cp950|x-x-big5)/, 'zh-TW'],
  [/^(gb|hz-gb|cp936)/, 'zh-CN'],
  [/^(shift_?jis|iso-2022-jp|euc-jp|windows-31j|cp932)/, 'ja'],
  [/^(euc-kr|ks_c|iso-2022-kr|cp949)/, 'ko'],
];

/**
 * The language a message is shown in, so that Han characters take the shapes its readers expect: Content-Language, else
 * what the charset implies, else what the letters are; empty when nothing tells.
 */
export function languageOf(contentLanguage: string | undefined, charset: string | null, text: string): string {
  const declared = contentLanguage?.split(',')[0]?.trim();
  if (declared && /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(declared)) return declared;
  const byCharset = charsetLanguages.find(([pattern]) => charset !== null && pattern.test(charset));
  if (byCharset) return byCharset[1];
  if (/\p{Script=Hiragana}|\p{Script=Katakana}/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh-TW' : '';
}

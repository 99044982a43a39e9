import { fail } from '../../shared/errors';

/** RFC 3454 table C.1.2: spaces that are not the space. */
const otherSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu;
/** Table B.1: what is commonly mapped to nothing. U+200B is in C.1.2 as well, and RFC 4013 §2.1 makes it a space. */
const nothing = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/gu;
/** Tables C.2 to C.9: controls, private use, surrogates, tags and what is no character. */
const prohibited =
  /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u06dd\u070f\u180e\u2028-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\u200e\u200f\ufff9-\ufffd\u{1d173}-\u{1d17a}\u{e0001}\u{e0020}-\u{e007f}]/u;

/**
 * SASLprep (RFC 4013), by which the same password typed on two keyboards becomes the same octets. Directions of writing
 * (§2.4) are not judged: the server has the last word on them.
 * @throws `sasl.prohibited-character`
 */
export function saslPrep(text: string): string {
  const prepared = text.replace(otherSpaces, ' ').replace(nothing, '').normalize('NFKC');
  if (prohibited.test(prepared)) throw fail('sasl.prohibited-character', {});
  return prepared;
}

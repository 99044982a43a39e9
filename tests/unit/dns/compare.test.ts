import { describe, expect, test } from 'vitest';
import { agreementOf, type Voice } from '../../../electron/dns/compare/agreement';

/** `ns1:a@7` says a and holds serial 7; `ns1:` says nothing; `ns1:?` was not heard yet. */
const voices = (text: string): Voice[] =>
  text.split(' ').map((word) => {
    const [label = '', rest = ''] = word.split(':');
    const [says = '', serial] = rest.split('@');
    return {
      label,
      says: says === '' || says === '?' ? null : says,
      waiting: says === '?',
      serial: serial === undefined ? null : Number(serial),
    };
  });

describe('who of several servers says the same', () => {
  test.each([
    ['a:x', 'Only a answered, so there is nothing to compare.'],
    ['a:x b:x', 'Both servers say the same.'],
    ['a:x b:x c:x', 'All 3 servers say the same.'],
    ['a:x b: c:x', 'Both servers that answered say the same; b gave no answer.'],
    ['a:x b: c:', 'Only a answered, so there is nothing to compare; b and c gave no answer.'],
    ['a:', 'a gave no answer.'],
    ['a: b:', 'None of the servers gave an answer.'],
    ['a:x b:y c:x', '2 of 3 servers agree; b says something else.'],
    ['a:y b:x c:x d:z e:', '2 of 4 servers agree; a and d say something else; e gave no answer.'],
    ['a:x b:y', 'The servers do not agree, and none is in the majority: a says one thing, b another.'],
    [
      'a:x b:y c:x d:y e:',
      'The servers do not agree, and none is in the majority: a and c say one thing, b and d another; e gave no answer.',
    ],
    ['a:x b:? c:', '2 of 3 servers have been heard so far.'],
    [
      'a:x@7 b:x@7 c:x@6',
      'All 3 servers say the same. They hold the zone at different serials: 7 (a and b) and 6 (c).',
    ],
  ])('%s', (text, sentence) => {
    expect(agreementOf(voices(text)).sentence).toBe(sentence);
  });

  test('what most say is group 1, whoever was asked first', () => {
    expect(agreementOf(voices('a:y b:x c:x d: e:z'))).toMatchObject({ groups: [2, 1, 1, null, 3], majority: true });
  });

  test('and of as many on each side the first asked, without a majority', () => {
    expect(agreementOf(voices('a:y b:x'))).toMatchObject({ groups: [1, 2], majority: false });
  });

  test('nobody asked is nobody heard', () => {
    expect(agreementOf([])).toMatchObject({ groups: [], majority: false });
  });
});

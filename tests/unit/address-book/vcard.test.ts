import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCards, writeCards } from '../../../electron/mail/address-book/vcard';

const card = (...lines: string[]) => ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n');

describe('reading cards', () => {
  it('RFC 6350 §8: an example with several values', () => {
    const text = card(
      'VERSION:4.0',
      'FN:Simon Perreault',
      'N:Perreault;Simon;;;ing. jr,M.Sc.',
      'BDAY:--0203',
      'GENDER:M',
      'LANG;PREF=1:fr',
      'ORG;TYPE=work:Viagenie',
      'ADR;TYPE=work:;Suite D2-630;2875 Laurier;Quebec;QC;G1V 2M2;Canada',
      'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102',
      'EMAIL;TYPE=work:simon.perreault@viagenie.ca',
      'URL;TYPE=home:http://nomis80.org',
    );
    expect(readCards(text)).toEqual({
      people: [{ name: 'Simon Perreault', addresses: ['simon.perreault@viagenie.ca'] }],
      groups: [],
      unreadable: 0,
    });
  });

  it('vCard 3.0 of other programs: grouped properties, folded lines, no FN', () => {
    const text = card(
      'VERSION:3.0',
      'N:林;美華;;;',
      'FN:',
      'item1.EMAIL;TYPE=INTERNET:meihua@xxx.',
      ' com.tw',
      'item1.X-ABLabel:Work',
      'EMAIL;TYPE=INTERNET;TYPE=HOME:mailto:mei@home.test',
    );
    expect(readCards(text).people).toEqual([{ name: '林美華', addresses: ['meihua@xxx.com.tw', 'mei@home.test'] }]);
  });

  it('a group names its members by address, or by their cards', () => {
    const text =
      card('VERSION:4.0', 'UID:urn:uuid:1', 'FN:Bob Wu', 'EMAIL:bob@x.test') +
      card('VERSION:4.0', 'KIND:group', 'FN:Lab', 'MEMBER:urn:uuid:1', 'MEMBER:mailto:eva@y.test', 'MEMBER:urn:uuid:9');
    expect(readCards(text).groups).toEqual([
      {
        name: 'Lab',
        members: [
          { name: 'Bob Wu', address: 'bob@x.test' },
          { name: '', address: 'eva@y.test' },
        ],
      },
    ]);
  });

  it('what can’t be read is counted, and the rest is taken', () => {
    const text =
      card('VERSION:4.0', 'FN:No address') +
      card('this is not a property') +
      card('VERSION:4.0', 'FN:Bad', 'EMAIL:not an address') +
      card('VERSION:4.0', 'FN:Bob Wu', 'EMAIL:bob@x.test');
    expect(readCards(text)).toEqual({
      people: [{ name: 'Bob Wu', addresses: ['bob@x.test'] }],
      groups: [],
      unreadable: 3,
    });
  });

  it('takes any text', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        readCards(text);
        readCards(card(text));
      }),
    ));
});

it('what is written is read again', () => {
  const names = fc
    .string({ minLength: 1, maxLength: 120, unit: 'grapheme' })
    .map((text) => text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').trim())
    .filter((text) => text !== '' && !text.includes('@'));
  fc.assert(
    fc.property(names, names, (name, groupName) => {
      const person = { id: 'p', name, addresses: ['amy@x.test', 'élan@x.test'] };
      const book = {
        people: [{ ...person, collected: false, writtenTo: 0, lastWrittenAt: null }],
        groups: [{ id: 'g', name: groupName, members: [{ name, address: 'amy@x.test' }] }],
      };
      const written = writeCards(book);
      for (const line of written.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(readCards(written)).toEqual({
        people: [{ name, addresses: person.addresses }],
        groups: [{ name: groupName, members: [{ name: '', address: 'amy@x.test' }] }],
        unreadable: 0,
      });
    }),
  );
});

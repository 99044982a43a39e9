import { beforeEach, describe, expect, it } from 'vitest';
import { AddressBook } from '../../../electron/mail/address-book';
import type { AddressBookData } from '../../../shared/contract';

let kept: AddressBookData;
let changes: number;
let book: AddressBook;
beforeEach(async () => {
  kept = { people: [], groups: [] };
  changes = 0;
  book = await AddressBook.open(
    {
      read: async () => kept,
      write: async (data) => {
        kept = data;
      },
    },
    () => {
      changes += 1;
    },
  );
});

const at = '2026-11-20T10:00:00.000Z';
const bob = { name: 'Bob Wu', address: 'bob@x.test' };
const mei = { name: 'Lin Mei-hua 林美華', address: 'meihua@xxx.com.tw' };
const names = (words: string) => book.suggest(words).map(({ members }) => members[0]?.address);

describe('collecting', () => {
  it('keeps whom was written to, how often and when', async () => {
    await book.collect([bob, { name: '', address: 'carol@x.test' }], at);
    await book.collect([{ name: 'Bobby', address: 'BOB@x.test' }], '2026-11-21T10:00:00.000Z');
    expect(kept.people.map(({ id: _, ...rest }) => rest)).toEqual([
      {
        name: 'Bob Wu',
        addresses: ['bob@x.test'],
        collected: true,
        writtenTo: 2,
        lastWrittenAt: '2026-11-21T10:00:00.000Z',
      },
      { name: '', addresses: ['carol@x.test'], collected: true, writtenTo: 1, lastWrittenAt: at },
    ]);
    expect(changes).toBe(2);
  });

  it('learns a name that comes later', async () => {
    await book.collect([{ name: '', address: 'bob@x.test' }], at);
    await book.collect([bob], at);
    expect(kept.people.map(({ name }) => name)).toEqual(['Bob Wu']);
  });

  it('counts one address once for a message that names it twice', async () => {
    await book.collect([bob, { ...bob, address: 'Bob@X.test' }], at);
    expect(kept.people).toHaveLength(1);
  });
});

describe('suggesting', () => {
  beforeEach(async () => {
    await book.collect([bob, mei, { name: 'Éva Bobková', address: 'eva@y.test' }], at);
    await book.collect([mei], at);
  });

  it.each([
    ['b', ['bob@x.test', 'eva@y.test']],
    ['bob w', ['bob@x.test']],
    ['eva', ['eva@y.test']],
    ['BOBKOVA', ['eva@y.test']],
    ['hua', ['meihua@xxx.com.tw']],
    ['美', ['meihua@xxx.com.tw']],
    ['xxx.com', ['meihua@xxx.com.tw']],
    ['ob', []],
    ['', []],
    ['   ', []],
    ['"Bob Wu" <bob@', ['bob@x.test']],
  ])('“%s” may be %j', (words, expected) => expect(names(words)).toEqual(expected));

  it('the most written to come first', () => expect(names('x')).toEqual(['meihua@xxx.com.tw', 'bob@x.test']));

  it('a person with two addresses is there with each', async () => {
    const [person] = kept.people;
    await book.savePerson({ id: person?.id ?? null, name: 'Bob Wu', addresses: ['bob@x.test', 'bob@home.test'] });
    expect(names('bob wu')).toEqual(['bob@x.test', 'bob@home.test']);
  });

  it('a group comes before people, with all of its members', async () => {
    await book.saveGroup({ id: null, name: 'Bowling', members: [bob, mei, bob] });
    expect(book.suggest('bo')[0]).toEqual({ name: 'Bowling', members: [bob, mei], isGroup: true });
  });

  it('eight are enough', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `Zoe ${index}`, address: `zoe${index}@x.test` }));
    await book.collect(many, at);
    expect(book.suggest('zoe')).toHaveLength(8);
  });
});

describe('editing', () => {
  it('an address belongs to one person', async () => {
    await book.collect([bob, mei], at);
    await book.savePerson({ id: null, name: 'Robert', addresses: ['BOB@x.test'] });
    expect(kept.people.map(({ name, addresses, collected }) => [name, addresses, collected])).toEqual([
      [mei.name, [mei.address], true],
      ['Robert', ['BOB@x.test'], false],
    ]);
  });

  it('what was removed comes back as it was, and once', async () => {
    await book.collect([bob], at);
    await book.saveGroup({ id: null, name: 'Lab', members: [bob] });
    const before = kept;
    for (const { id } of [...before.people, ...before.groups]) await book.remove(id);
    expect(kept).toEqual({ people: [], groups: [] });
    await book.restore(before);
    await book.restore(before);
    expect(kept).toEqual(before);
  });
});

describe('cards', () => {
  it('add people, and addresses and names to those who are here', async () => {
    await book.collect([{ name: '', address: 'bob@x.test' }, mei], at);
    const people = [
      { name: 'Bob Wu', addresses: ['BOB@x.test', 'bob@home.test'] },
      { name: 'Carol', addresses: ['carol@x.test', 'carol@x.test'] },
      { name: 'Somebody', addresses: [mei.address] },
    ];
    const groups = [{ name: 'Lab', members: [bob] }];
    expect(await book.take({ people, groups })).toEqual({ added: 1, updated: 1, groups: 1 });
    expect(kept.people.map(({ name, addresses }) => [name, addresses])).toEqual([
      ['Bob Wu', ['bob@x.test', 'bob@home.test']],
      [mei.name, [mei.address]],
      ['Carol', ['carol@x.test']],
    ]);
    expect(await book.take({ people, groups })).toEqual({ added: 0, updated: 0, groups: 1 });
    expect(kept.groups).toHaveLength(1);
  });
});

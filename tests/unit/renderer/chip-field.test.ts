import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  added,
  atDomain,
  type ChipField,
  edited,
  fieldOf,
  finished,
  problemsOf,
  removed,
  restored,
  textOf,
  typed,
} from '../../../renderer/compose/chip-field';
import { parseAddresses, type TypedAddress } from '../../../shared/addresses';

const empty = fieldOf('');
const addresses = ({ chips }: ChipField) => chips.map(({ address }) => address);
/** Letter by letter, as the keyboard does it. */
const keyed = (field: ChipField, text: string) =>
  [...text].reduce((now, letter) => typed(now, now.text + letter), field);
const chip = (field: ChipField, at: number): TypedAddress => {
  const found = field.chips[at];
  if (!found) throw new Error(`There is no chip ${at}.`);
  return found;
};

describe('typing', () => {
  it.each([',', ';', '，', '；', '、'])('turns what stands before %s into a chip', (separator) => {
    const field = keyed(empty, `amy@x.test${separator}`);
    expect(addresses(field)).toEqual(['amy@x.test']);
    expect(field.text).toBe('');
  });

  it('waits for the end of a quoted name', () => {
    const field = keyed(empty, '"Chen, Bob" <bob@x.test>');
    expect(field.chips).toEqual([]);
    expect(finished(field).chips).toMatchObject([{ name: 'Chen, Bob', address: 'bob@x.test' }]);
  });

  it('leaves blanks alone while a name is typed, also behind something that is no address', () => {
    expect(keyed(empty, 'a@x.test, Bob B ').text).toBe('Bob B ');
    expect(keyed(empty, 'Bob B ').text).toBe('Bob B ');
    expect(keyed(empty, 'carol, Bob B ').text).toBe('carol, Bob B ');
  });

  it('keeps what is no address as text, and judges the last entry only when it is whole', () => {
    const field = keyed(empty, 'carol, bob@x.test, dave');
    expect(addresses(field)).toEqual(['bob@x.test']);
    expect(finished(field).text).toBe('carol, dave');
    expect(problemsOf(field).map(({ text }) => text)).toEqual(['carol']);
    expect(problemsOf(finished(field)).map(({ text }) => text)).toEqual(['carol', 'dave']);
    expect(problemsOf(typed(finished(field), 'caro'))).toEqual([]);
  });

  it('takes a list at once', () => {
    expect(addresses(finished({ ...empty, text: 'a@x.test\r\nB <b@x.test>; c@x.test' }))).toEqual([
      'a@x.test',
      'b@x.test',
      'c@x.test',
    ]);
  });

  it('has nobody twice', () => {
    expect(addresses(finished(keyed(fieldOf('Bob <bob@x.test>'), 'BOB@x.test')))).toEqual(['bob@x.test']);
  });
});

describe('chips', () => {
  const three = fieldOf('a@x.test, b@x.test, c@x.test');

  it('are removed', () => {
    expect(addresses(removed(three, chip(three, 1)))).toEqual(['a@x.test', 'c@x.test']);
  });

  it('are edited and come back to their place', () => {
    const field = edited(three, chip(three, 1));
    expect(field.text).toBe('b@x.test');
    expect(addresses(finished(typed(field, 'bob@x.test')))).toEqual(['a@x.test', 'bob@x.test', 'c@x.test']);
  });

  it('are as before when the edit is given up, and so is the text', () => {
    const field = edited(typed(three, 'carol'), chip(three, 0));
    expect(field.text).toBe('carol, a@x.test');
    const back = restored(typed(field, 'carol, x'));
    expect(addresses(back)).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
    expect(back.text).toBe('carol');
  });

  it('are gone when an edit leaves nothing', () => {
    expect(addresses(finished(typed(edited(three, chip(three, 1)), '')))).toEqual(['a@x.test', 'c@x.test']);
  });

  it('come from another field, once', () => {
    expect(addresses(added(three, chip(fieldOf('d@x.test'), 0)))).toHaveLength(4);
    expect(addresses(added(three, chip(fieldOf('A@x.test'), 0)))).toHaveLength(3);
  });

  it('keep name and place when the domain is put right', () => {
    const field = fieldOf('"Chen, Bob" <bob@gmial.com>, c@x.test');
    expect(textOf(atDomain(field, chip(field, 0), 'gmail.com'))).toBe('"Chen, Bob" <bob@gmail.com>, c@x.test');
  });
});

describe('the text of a draft', () => {
  it('stays as it was typed', () => {
    const text = 'a@x.test (Amy), "Chen, Bob" <b@x.test>, carol';
    expect(textOf(fieldOf(text))).toBe(text);
  });

  it('holds what is typed before it is a chip', () => {
    expect(textOf(keyed(fieldOf('a@x.test'), 'bob@x.te'))).toBe('a@x.test, bob@x.te');
  });

  it('closes what was left open, lest it swallow the next', () => {
    const field = keyed(finished(typed(empty, 'Bob "B <b@x.test>')), 'c@x.test');
    expect(parseAddresses(textOf(field)).map(({ address }) => address)).toEqual(['b@x.test', 'c@x.test']);
  });

  it('says the same as the chips, whatever was typed', () => {
    const part = fc.constantFrom('a@x.test', 'B <b@x.test>', '"', '(', ')', '<', '>', ',', ';', '\\', ' ', 'é@x.test');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const field = finished(keyed(empty, parts.join('')));
        const read = parseAddresses(textOf(field)).filter(({ problem }) => problem === '');
        expect(read.map(({ address }) => address)).toEqual(addresses(field));
      }),
    );
  });
});

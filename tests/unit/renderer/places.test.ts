import { describe, expect, it } from 'vitest';
import { accountIdsOf, commonInbox, firstPlace, placeNow } from '../../../renderer/mail/places';

const amy = { id: 'amy', inbox: 'own' } as const;
const bob = { id: 'bob', inbox: 'common' } as const;
const carol = { id: 'carol', inbox: 'common' } as const;

describe('the common inbox', () => {
  it('holds the mail of the accounts that chose it, and of no other', () => {
    expect(accountIdsOf(commonInbox, [amy, bob, carol])).toEqual(['bob', 'carol']);
    expect(accountIdsOf({ accountId: 'amy', folder: 'inbox' }, [amy, bob, carol])).toEqual(['amy']);
  });

  it('is where the window begins, as soon as one account chose it', () => {
    expect(firstPlace([amy, bob])).toEqual(commonInbox);
    expect(firstPlace([amy])).toEqual({ accountId: 'amy', folder: 'inbox' });
    expect(firstPlace([])).toBeNull();
  });
});

describe('the place that was chosen', () => {
  it('stays as long as it is there', () => {
    const sent = { accountId: 'bob', folder: 'sent' } as const;
    expect(placeNow(sent, [amy, bob])).toEqual(sent);
    expect(placeNow(commonInbox, [amy, bob])).toEqual(commonInbox);
    expect(placeNow(null, [amy])).toEqual({ accountId: 'amy', folder: 'inbox' });
  });

  it('follows an inbox to where the account shows it now', () => {
    expect(placeNow({ accountId: 'bob', folder: 'inbox' }, [amy, bob])).toEqual(commonInbox);
  });

  it('gives way when its account is gone, or when no account shows its mail there any more', () => {
    expect(placeNow({ accountId: 'bob', folder: 'sent' }, [amy])).toEqual({ accountId: 'amy', folder: 'inbox' });
    expect(placeNow(commonInbox, [amy])).toEqual({ accountId: 'amy', folder: 'inbox' });
  });
});

import type { Account } from '../contract';

/** One of the names a person writes under; `identityId` is empty for the account's own. */
export type Sender = Pick<Account, 'name' | 'address' | 'outgoing' | 'writing'> & {
  accountId: string;
  identityId: string;
};

/** Everybody one may write as from this account, its own name first. */
export function sendersOf(account: Account): Sender[] {
  const { id, name, address, outgoing, writing, identities } = account;
  return [
    { accountId: id, identityId: '', name, address, outgoing, writing },
    ...identities.map((identity) => ({
      ...identity,
      accountId: id,
      identityId: identity.id,
      outgoing: identity.outgoing ?? outgoing,
    })),
  ];
}

/** The sender of that id; the account's own where it is gone. */
export function senderOf(account: Account, identityId: string): Sender {
  const [own, ...others] = sendersOf(account);
  const found = others.find((sender) => sender.identityId === identityId) ?? own;
  if (!found) throw new Error('an account has a sender of its own');
  return found;
}

/** All addresses that are the person's own. */
export const ownAddresses = (accounts: readonly Account[]): string[] =>
  accounts.flatMap(sendersOf).map(({ address }) => address);

/** The first of these addresses that is one of the account's senders; its own where none is. */
export function senderAmong(account: Account, addresses: readonly string[]): Sender {
  const byAddress = new Map(sendersOf(account).map((sender) => [sender.address.toLowerCase(), sender]));
  const found = addresses.map((address) => byAddress.get(address.toLowerCase())).find((sender) => sender !== undefined);
  return found ?? senderOf(account, '');
}

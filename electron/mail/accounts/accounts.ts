import { randomUUID } from 'node:crypto';
import type { Account, AccountInput } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
import { senderOf } from '../../../shared/senders';
import { type AccountCredentials, credentialsOf, tokenIn } from './credentials';
import type { Secrets } from './secrets';

export interface AccountsFile {
  read(): Promise<Account[]>;
  write(accounts: Account[]): Promise<void>;
}

/** The accounts of a profile, in the order in which they were added. */
export class Accounts {
  private constructor(
    private readonly file: AccountsFile,
    private readonly secrets: Secrets,
    private accounts: Account[],
  ) {}

  static async open(file: AccountsFile, secrets: Secrets): Promise<Accounts> {
    return new Accounts(file, secrets, await file.read());
  }

  list(): Account[] {
    return this.accounts;
  }

  get(id: string): Account {
    const found = this.accounts.find((account) => account.id === id);
    if (!found) throw fail('accounts.unknown', { id });
    return found;
  }

  /** @throws `secrets.none` when the secret was kept only until Posthorn quit */
  async credentials(id: string): Promise<AccountCredentials> {
    const { address, signIn } = this.get(id);
    return credentialsOf(signIn, await this.secret(id, address));
  }

  /** The account under the name, the address and the server of this identity. */
  as(id: string, identityId: string): Account {
    const account = this.get(id);
    const { name, address, outgoing, writing } = senderOf(account, identityId);
    return { ...account, name, address, outgoing, writing };
  }

  /**
   * The account as this identity sends from it, with what it logs in with.
   * @throws `secrets.none` when the secret was kept only until Posthorn quit
   */
  async sender(id: string, identityId: string): Promise<{ account: Account; credentials: AccountCredentials }> {
    const account = this.as(id, identityId);
    const own = account.identities.find((identity) => identity.id === identityId)?.outgoing;
    if (account.outgoing.user === '') return { account, credentials: { password: '' } };
    if (!own) return { account, credentials: await this.credentials(id) };
    return { account, credentials: { password: await this.secret(identityKey(id, identityId), account.address) } };
  }

  private async secret(key: string, address: string): Promise<string> {
    const secret = await this.secrets.get(key);
    if (secret === null) throw fail('secrets.none', { account: address });
    return secret;
  }

  /** @param id given by those who must find the account again, such as the practice servers */
  async save(
    input: AccountInput,
    { id, practice = false }: { id?: string; practice?: boolean } = {},
  ): Promise<Account> {
    if (input.incoming.protocol !== 'POP3') throw fail('accounts.unsupported', { protocol: input.incoming.protocol });
    const { password, identityPasswords, id: known, ...fields } = input;
    const account: Account = { ...fields, id: id ?? known ?? randomUUID().slice(0, 8), practice };
    const others = this.accounts.some((other) => other.id === account.id);
    const accounts = others
      ? this.accounts.map((other) => (other.id === account.id ? account : other))
      : [...this.accounts, account];
    if (password !== '') {
      const secret = account.signIn === 'token' ? tokenIn(password) : password;
      await this.secrets.set(account.id, secret, account.keepSecret);
    } else await this.keepKnownSecret(account);
    await this.keepIdentitySecrets(account, identityPasswords);
    await this.file.write(accounts);
    this.accounts = accounts;
    return account;
  }

  /** @param language of the answers of its incoming server; null: as the server likes */
  async setLanguage(id: string, language: string | null): Promise<void> {
    const changed = this.get(id);
    const account: Account = { ...changed, incoming: { ...changed.incoming, language } };
    const accounts = this.accounts.map((other) => (other.id === id ? account : other));
    await this.file.write(accounts);
    this.accounts = accounts;
  }

  /** The form left the secret alone, but may have changed where it is to be kept, or what it is to be. */
  private async keepKnownSecret({ id, keepSecret, signIn }: Account): Promise<void> {
    const before = this.accounts.find((account) => account.id === id);
    // A password must not go over the line as a token, nor a token as a password.
    if (before && before.signIn !== signIn) return this.secrets.remove(id);
    if (!before || before.keepSecret === keepSecret) return;
    const password = await this.secrets.get(id);
    if (password !== null) await this.secrets.set(id, password, keepSecret);
  }

  /** As the account's own is kept; those of identities that are gone, or use the account's server, go. */
  private async keepIdentitySecrets(account: Account, typed: Record<string, string>): Promise<void> {
    const before = this.accounts.find(({ id }) => id === account.id);
    const own = account.identities.filter(({ outgoing }) => outgoing !== null).map(({ id }) => id);
    for (const { id } of before?.identities ?? [])
      if (!own.includes(id)) await this.secrets.remove(identityKey(account.id, id));
    for (const id of own) {
      const key = identityKey(account.id, id);
      const moved = before && before.keepSecret !== account.keepSecret ? await this.secrets.get(key) : null;
      const secret = typed[id] || moved;
      if (secret) await this.secrets.set(key, secret, account.keepSecret);
    }
  }

  async remove(id: string): Promise<void> {
    const { identities } = this.get(id);
    const accounts = this.accounts.filter((account) => account.id !== id);
    await this.file.write(accounts);
    this.accounts = accounts;
    await this.secrets.remove(id);
    for (const identity of identities) await this.secrets.remove(identityKey(id, identity.id));
  }
}

/** Under which the password of an identity's own server is kept. */
const identityKey = (accountId: string, identityId: string) => `${accountId}/${identityId}`;

import { randomUUID } from 'node:crypto';
import type { Account, AccountInput } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
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
    const secret = await this.secrets.get(id);
    if (secret === null) throw fail('secrets.none', { account: address });
    return credentialsOf(signIn, secret);
  }

  /** @param id given by those who must find the account again, such as the practice servers */
  async save(
    input: AccountInput,
    { id, practice = false }: { id?: string; practice?: boolean } = {},
  ): Promise<Account> {
    if (input.incoming.protocol !== 'POP3') throw fail('accounts.unsupported', { protocol: input.incoming.protocol });
    const { password, id: known, ...fields } = input;
    const account: Account = { ...fields, id: id ?? known ?? randomUUID().slice(0, 8), practice };
    const others = this.accounts.some((other) => other.id === account.id);
    const accounts = others
      ? this.accounts.map((other) => (other.id === account.id ? account : other))
      : [...this.accounts, account];
    if (password !== '') {
      const secret = account.signIn === 'token' ? tokenIn(password) : password;
      await this.secrets.set(account.id, secret, account.keepSecret);
    } else await this.keepKnownSecret(account);
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

  async remove(id: string): Promise<void> {
    this.get(id);
    const accounts = this.accounts.filter((account) => account.id !== id);
    await this.file.write(accounts);
    this.accounts = accounts;
    await this.secrets.remove(id);
  }
}

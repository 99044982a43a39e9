import { randomUUID } from 'node:crypto';
import type { Account, AccountInput } from '../../../shared/contract';
import { fail } from '../../../shared/errors';
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

  /** @throws `secrets.none` when the password was kept only until Posthorn quit */
  async password(id: string): Promise<string> {
    const password = await this.secrets.get(id);
    if (password === null) throw fail('secrets.none', { account: this.get(id).address });
    return password;
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
    if (password !== '') await this.secrets.set(account.id, password, account.keepSecret);
    else await this.moveSecret(account);
    await this.file.write(accounts);
    this.accounts = accounts;
    return account;
  }

  /** The form left the password alone, but may have changed where it is to be kept. */
  private async moveSecret({ id, keepSecret }: Account): Promise<void> {
    const before = this.accounts.find((account) => account.id === id);
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

import * as v from 'valibot';

/** How secrets are encrypted by this system, or that they can't be. */
export interface Cipher {
  available(): boolean;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

/** `keyring`: base64 of what the cipher made. `file`: the secret itself, in a file that only this user can read. */
export const secretsSchema = v.record(
  v.string(),
  v.object({ kind: v.picklist(['keyring', 'file']), data: v.string() }),
);
type Stored = v.InferOutput<typeof secretsSchema>;

export interface SecretsFile {
  read(): Promise<Stored>;
  write(value: Stored): Promise<void>;
}

/** Passwords and access tokens, one an account. They are never logged and cross IPC in one direction only: in. */
export class Secrets {
  private readonly untilQuit = new Map<string, string>();

  constructor(
    private readonly file: SecretsFile,
    private readonly cipher: Cipher,
  ) {}

  get keyring(): boolean {
    return this.cipher.available();
  }

  async get(accountId: string): Promise<string | null> {
    const kept = this.untilQuit.get(accountId);
    if (kept !== undefined) return kept;
    const stored = (await this.file.read())[accountId];
    if (!stored) return null;
    return stored.kind === 'file' ? stored.data : this.cipher.decrypt(Buffer.from(stored.data, 'base64'));
  }

  async set(accountId: string, secret: string, keep: 'keyring' | 'quit' | 'file'): Promise<void> {
    await this.remove(accountId);
    if (keep === 'file') await this.store(accountId, { kind: 'file', data: secret });
    else if (keep === 'keyring' && this.cipher.available()) {
      await this.store(accountId, { kind: 'keyring', data: this.cipher.encrypt(secret).toString('base64') });
    } else this.untilQuit.set(accountId, secret);
  }

  async remove(accountId: string): Promise<void> {
    this.untilQuit.delete(accountId);
    const { [accountId]: gone, ...others } = await this.file.read();
    if (gone) await this.file.write(others);
  }

  private async store(accountId: string, secret: Stored[string]): Promise<void> {
    await this.file.write({ ...(await this.file.read()), [accountId]: secret });
  }
}

import { join } from 'node:path';
import * as v from 'valibot';
import type { MailServer } from '../../shared/contract';
import { JsonFile } from '../json-file';

type Which = Pick<MailServer, 'host' | 'port'>;

const keyOf = ({ host, port }: Which) => `${host.toLowerCase()}:${port}`;

/** How large a message each server takes, as it said in the last session with it (RFC 1870); null: it named no limit. */
export class SizeLimits {
  private readonly file;

  constructor(profile: string) {
    this.file = new JsonFile(join(profile, 'size-limits.json'), v.record(v.string(), v.nullable(v.number())), {});
  }

  /** @returns null as well where it is not known yet */
  async get(server: Which): Promise<number | null> {
    return (await this.file.read())[keyOf(server)] ?? null;
  }

  async learn(server: Which, most: number | null): Promise<void> {
    const known = await this.file.read();
    if (known[keyOf(server)] !== most) await this.file.write({ ...known, [keyOf(server)]: most });
  }
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { JsonFile } from '../json-file';

const stateSchema = v.object({
  /** Four hexadecimal digits that tell this maildrop from another one in the same place. */
  tag: v.pipe(v.string(), v.regex(/^[0-9a-f]{4}$/)),
  /** The number of the next message; none is given twice, so a UIDL never means another message (RFC 1939 §7). */
  next: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
type State = v.InferOutput<typeof stateSchema>;

export interface Kept {
  /** Stable for as long as the message is kept: eight hexadecimal digits of its number, then the maildrop's tag. */
  uidl: string;
  octets: number;
}

const NAME = /^([0-9a-f]{8})([0-9a-f]{4})\.eml$/;
const nullableState = v.nullable(stateSchema);
type StateFile = JsonFile<typeof nullableState>;

function stateFileIn(folder: string): StateFile {
  return new JsonFile(join(folder, 'state.json'), nullableState, null);
}

/** The state of a new maildrop, or of one that has lost its own: what the names of its messages tell. */
function stateFrom(names: readonly string[]): State {
  const newest = NAME.exec(
    names
      .filter((name) => NAME.test(name))
      .sort()
      .at(-1) ?? '',
  );
  return {
    tag: newest?.[2] ?? randomBytes(2).toString('hex'),
    next: newest?.[1] === undefined ? 1 : Number.parseInt(newest[1], 16) + 1,
  };
}

/** Amy's maildrop: one file a message, octets as POP3 gives them, so that a restart finds all as it was left. */
export class Maildrop {
  private readonly stateFile: StateFile;
  private locked = false;
  private delivering: Promise<void> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private state: State,
  ) {
    this.stateFile = stateFileIn(folder);
  }

  /** Opens the maildrop in `folder`; a new one begins with `seed`, oldest message first. */
  static async open(folder: string, seed: () => readonly Buffer[]): Promise<Maildrop> {
    const names = await readdir(folder).catch(() => null);
    if (names) {
      for (const name of names) if (name.endsWith('.eml.tmp')) await rm(join(folder, name), { force: true });
      return new Maildrop(folder, (await stateFileIn(folder).read()) ?? stateFrom(names));
    }
    // Seeded elsewhere and renamed when it is whole: a start that was cut short begins anew.
    const young = `${folder}.new`;
    await rm(young, { recursive: true, force: true });
    await mkdir(young, { recursive: true, mode: 0o700 });
    const drop = new Maildrop(young, stateFrom([]));
    for (const message of seed()) await drop.keep(message);
    await drop.stateFile.write(drop.state);
    await rename(young, folder);
    return new Maildrop(folder, drop.state);
  }

  /** In the order of arrival. */
  async list(): Promise<Kept[]> {
    const names = (await readdir(this.folder)).filter((name) => NAME.test(name)).sort();
    return Promise.all(
      names.map(async (name) => ({
        uidl: name.slice(0, -'.eml'.length),
        octets: (await stat(join(this.folder, name))).size,
      })),
    );
  }

  read(uidl: string): Promise<Buffer> {
    return readFile(this.path(uidl));
  }

  async remove(uidls: readonly string[]): Promise<void> {
    for (const uidl of uidls) await rm(this.path(uidl), { force: true });
  }

  /** Keeps a message with CRLF line ends; it is durable when this resolves. */
  deliver(message: Buffer): Promise<void> {
    const next = this.delivering.then(async () => {
      await this.stateFile.write({ ...this.state, next: this.state.next + 1 });
      await this.keep(message);
    });
    this.delivering = next.catch(() => {});
    return next;
  }

  /** The exclusive-access lock of RFC 1939 §4; gives what releases it, or null while someone else has it. */
  lock(): (() => void) | null {
    if (this.locked) return null;
    this.locked = true;
    return () => {
      this.locked = false;
    };
  }

  private async keep(message: Buffer): Promise<void> {
    const { tag, next } = this.state;
    this.state = { tag, next: next + 1 };
    const whole = message.subarray(-2).equals(CRLF) ? message : Buffer.concat([message, CRLF]);
    const path = this.path(next.toString(16).padStart(8, '0') + tag);
    const handle = await open(`${path}.tmp`, 'w', 0o600);
    try {
      await handle.writeFile(whole);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.tmp`, path);
  }

  private path(uidl: string): string {
    return join(this.folder, `${uidl}.eml`);
  }
}

const CRLF = Buffer.from('\r\n');

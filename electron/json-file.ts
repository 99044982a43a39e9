import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';

/**
 * A small file of the profile. What is read is parsed; what can't be is kept aside as `NAME.broken` and the default
 * holds. What is written is whole at any moment: a temporary file, fsynced, then renamed.
 */
export class JsonFile<S extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>> {
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly schema: S,
    private readonly initial: v.InferOutput<S>,
  ) {}

  async read(): Promise<v.InferOutput<S>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch {
      return this.initial;
    }
    const parsed = v.safeParse(this.schema, parseJson(text));
    if (parsed.success) return parsed.output;
    await rename(this.path, `${this.path}.broken`);
    return this.initial;
  }

  /** For what must be known before the first turn of the event loop; what can't be read is as if it were not there. */
  readSync(): v.InferOutput<S> {
    try {
      const parsed = v.safeParse(this.schema, parseJson(readFileSync(this.path, 'utf8')));
      if (parsed.success) return parsed.output;
    } catch {
      // As for a file that is not there.
    }
    return this.initial;
  }

  /** Writes follow each other, so that an older value never overtakes a newer one. */
  write(value: v.InferOutput<S>): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    const next = this.writing.then(() => this.replace(text));
    this.writing = next.catch(() => {});
    return next;
  }

  private async replace(text: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const temporary = `${this.path}.tmp`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.path);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

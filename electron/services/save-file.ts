import { writeFile } from 'node:fs/promises';
import { fail, type PosthornError } from '../../shared/errors';

/** Why a file that a person asked for could not be written. */
export const writeFailed = (path: string, cause: unknown): PosthornError =>
  fail('store.write-failed', { path, reason: cause instanceof Error ? cause.message : String(cause) }, { cause });

/** @throws `store.write-failed` */
export async function saveFile(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(path, content).catch((cause: unknown) => {
    throw writeFailed(path, cause);
  });
}

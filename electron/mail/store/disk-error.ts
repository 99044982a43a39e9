import { fail, PosthornError } from '../../../shared/errors';

/** Turns what the disk says into an error that a person can act on. */
export function diskError(error: unknown, path: string): PosthornError {
  if (error instanceof PosthornError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail('store.disk-full', { path }, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return fail('store.write-failed', { path, reason }, { cause: error });
}

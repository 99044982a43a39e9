import type { Account } from '../../../shared/contract';
import { fail } from '../../../shared/errors';

/** What a login is made from: a password, or a token in its place. */
export interface AccountCredentials {
  password: string;
  accessToken?: string;
}

/** RFC 6750 §2.1 allows fewer; what is outside of this would be taken for the end of it, or for more than a token. */
const tokenPattern = /^[\x21-\x7e]+$/;

/** A token as it was pasted, without the blanks and line ends around it. @throws `accounts.bad-token` */
export function tokenIn(pasted: string): string {
  const token = pasted.trim();
  if (!tokenPattern.test(token)) throw fail('accounts.bad-token', {});
  return token;
}

/** @throws `accounts.bad-token` */
export function credentialsOf(signIn: Account['signIn'], secret: string): AccountCredentials {
  return signIn === 'token' ? { password: '', accessToken: tokenIn(secret) } : { password: secret };
}

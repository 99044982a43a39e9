import type { AccountInput, Security } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { leaveOnServer } from '../../shared/contract/leave-on-server';

/** The ports that the registries name (RFC 8314 §3, RFC 6409, RFC 1939). */
export const ports: Record<'incoming' | 'outgoing', Record<Security, number>> = {
  incoming: { tls: 995, starttls: 110, none: 110 },
  outgoing: { tls: 465, starttls: 587, none: 25 },
};

export const emptyAccount: AccountInput = {
  id: null,
  name: '',
  address: '',
  incoming: { protocol: 'POP3', host: '', port: 995, security: 'tls', user: '', language: null },
  outgoing: { host: '', port: 465, security: 'tls', user: '' },
  deleteOnServer: false,
  policy: leaveOnServer,
  signIn: 'password',
  inbox: 'own',
  writing: plainWriting,
  identities: [],
  keepSecret: 'keyring',
  password: '',
  identityPasswords: {},
};

/** What an address suggests, for the fields that nobody has touched. */
export function guessFrom(address: string): { pop: string; smtp: string; user: string } {
  const domain = address.trim().split('@')[1] ?? '';
  return { pop: domain ? `pop.${domain}` : '', smtp: domain ? `smtp.${domain}` : '', user: address.trim() };
}

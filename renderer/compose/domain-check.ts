import type { DnsAnswer, DnsQuestion } from '../../shared/contract';

/**
 * `found`: there is a host for its mail. `missing`: there is no such domain. `refuses`: it takes no mail, by its own word or
 * for want of a host.
 */
export interface DomainCheck {
  state: 'checking' | 'found' | 'missing' | 'refuses' | 'unchecked';
  /** What is known, in a sentence without its full stop. */
  words: string;
}

export const checking: DomainCheck = { state: 'checking', words: 'Looking for its mail server' };

/** Asks one question of DNS. */
export type Ask = (question: Pick<DnsQuestion, 'name' | 'type'>) => Promise<DnsAnswer>;

/** Whether mail for this domain would find a host (RFC 5321 §5.1, RFC 7505). @throws what `ask` throws */
export async function checkDomain(domain: string, ask: Ask): Promise<DomainCheck> {
  const name = hostNameOf(domain);
  if (name === null) return { state: 'unchecked', words: 'Not checked: there is no domain to look up' };
  const mx = await ask({ name, type: 'MX' });
  if (mx.kind === 'nxdomain') return { state: 'missing', words: 'No such domain' };
  if (mx.kind === 'answer') return readHosts(mx);
  if (mx.kind !== 'no-data') return unsure(mx);
  // Without an MX record the mail goes to the domain's own address.
  for (const type of ['A', 'AAAA']) {
    const address = await ask({ name, type });
    if (address.kind === 'answer')
      return { state: 'found', words: 'No MX; mail goes to the address of the domain itself' };
    if (address.kind !== 'no-data') return unsure(address);
  }
  return { state: 'refuses', words: 'This domain has no mail server: no MX and no address' };
}

function readHosts({ answer }: DnsAnswer): DomainCheck {
  const hosts = answer.filter(({ type }) => type === 'MX').map(({ data }) => data.split(' '));
  if (hosts.length === 1 && hosts[0]?.[1] === '.')
    return { state: 'refuses', words: 'This domain says that it takes no mail (null MX)' };
  const inOrder = hosts.sort(([one], [other]) => Number(one) - Number(other));
  const named = inOrder.map(([preference = '', host = '']) => `${preference} ${host.replace(/\.$/, '')}`);
  return { state: 'found', words: `MX found: ${named.join(', ')}` };
}

const unsure = ({ sentence }: DnsAnswer): DomainCheck => ({
  state: 'unchecked',
  words: `Not checked: ${sentence.replace(/\.$/, '')}`,
});

/** The name to ask for, in ASCII (RFC 5891); null for an address literal and for this computer. */
function hostNameOf(domain: string): string | null {
  if (/^\[|^localhost$|^[\d.]+$/i.test(domain)) return null;
  if (/^[\x20-\x7e]+$/.test(domain)) return domain;
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : null;
}

import type { DomainFinding } from '../../../shared/contract/dns';
import type { ChainSignature, DnsChain } from '../../../shared/contract/dns-chain';
import { day } from '../dnssec/sentences';
import { isAtOrBelow, parseName } from '../names';
import { list, plainName } from '../words';

const topic = 'DNSSEC';
/** Who signs anew in time has more of a signature's life left than this; zones sign for anything from a day to months. */
const leastLeft = 0.1;

/** Whether the domain's signatures hold, and for how long (RFC 4035, RFC 6781 §4.4.2). @param chain of its MX records */
export function checkDnssec(chain: DnsChain, domain: string): DomainFinding[] {
  if (chain.verdict === 'bogus')
    return [
      {
        severity: 'error',
        topic,
        text: `The signatures of ${domain} do not hold. ${chain.reason}`,
        remedy:
          'Whoever checks signatures finds no mail server: sign the zone anew, or put the DS record of its key into the zone above.',
        rfc: 'RFC 4035 §5.5',
      },
    ];
  if (chain.verdict === 'insecure')
    return [
      {
        severity: 'note',
        topic,
        text: `${domain} is not protected by signatures.`,
        remedy:
          'Somebody on the way can send its mail elsewhere; signing the zone prevents that, and lets DANE protect the transport.',
        rfc: 'RFC 4033',
      },
    ];
  if (chain.verdict === 'indeterminate')
    return [
      {
        severity: 'note',
        topic,
        text: `Whether ${domain} is signed can't be found out from here.`,
        remedy: 'Ask a server that passes signatures on.',
        rfc: 'RFC 4035 §3.2',
      },
    ];
  return holding(chain, domain);
}

function holding({ zones, sets, at }: DnsChain, domain: string): DomainFinding[] {
  // An alias leads on into zones of others.
  const own = zones.filter(({ name }) => isAtOrBelow(parseName(domain), parseName(name))).at(-1);
  const signatures = [...(own?.keySignatures ?? []), ...sets.flatMap((set) => set.signatures)].filter(
    ({ state }) => state === 'valid',
  );
  const [first] = signatures.sort((a, b) => Date.parse(a.validUntil) - Date.parse(b.validUntil));
  const findings: DomainFinding[] = [];
  if (first && partLeft(first, Date.parse(at)) < leastLeft)
    findings.push({
      severity: 'warning',
      topic,
      text: `A signature of ${domain} by key ${first.tag} expires on ${day(first.validUntil)}.`,
      remedy:
        'It ought to have been signed anew by now: see whether the signer runs. After that day nobody who checks finds the domain.',
      rfc: 'RFC 6781 §4.4.2',
    });
  const left = own?.ds.filter(({ state }) => state === 'no-key' || state === 'differs') ?? [];
  if (own && left.length > 0)
    findings.push({
      severity: 'warning',
      topic,
      text: `The zone above vouches for key ${list([...new Set(left.map(({ tag }) => String(tag)))])}, which ${plainName(own.name)} does not have.`,
      remedy: 'Take that DS record out, unless the key is about to be used.',
      rfc: 'RFC 6781 §4.1.2',
    });
  if (findings.length === 0)
    findings.push({
      severity: 'good',
      topic,
      text: `${domain} is signed${first ? `; the first signature runs out on ${day(first.validUntil)}` : ''}.`,
      remedy: '',
      rfc: 'RFC 4033',
    });
  return findings;
}

/** Of its life, from 1 to 0. */
function partLeft({ validFrom, validUntil }: ChainSignature, now: number): number {
  const [from, until] = [Date.parse(validFrom), Date.parse(validUntil)];
  return until > from ? (until - now) / (until - from) : 0;
}

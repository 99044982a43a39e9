import type { DomainFinding } from '../../../shared/contract/dns';
import { list } from '../words';
import type { Lookup } from './lookup';

const topic = 'CAA';
/** Bit 0, the highest: who does not know the tag must not issue (RFC 8659 §4.1). */
const critical = 0x80;
const knownTags = ['issue', 'issuewild', 'issuemail', 'issuevmc', 'iodef', 'contactemail', 'contactphone'];
/** A domain, and parameters behind it; neither has to be there (RFC 8659 §4.2). */
const issuer = /^\s*([a-z0-9][a-z0-9.-]*)?\s*(?:;.*)?$/i;
const mostHosts = 8;

interface Property {
  flags: number;
  tag: string;
  value: string;
}

/** Who may issue certificates for the domain and its mail servers (RFC 8659): their names stand in what MTA-STS wants to see. */
export async function checkCertificates(
  lookup: Lookup,
  domain: string,
  hosts: readonly string[],
): Promise<DomainFinding[]> {
  const names = [...new Set([domain, ...hosts.slice(0, mostHosts)])];
  const found = await Promise.all(names.map(async (name) => ({ name, ...(await relevantSet(lookup, name)) })));
  const free = found.filter(({ data }) => data.length === 0).map(({ name }) => name);
  const findings: DomainFinding[] = [];
  if (free.length > 0)
    findings.push({
      severity: 'note',
      topic,
      text: `Any authority may issue certificates for ${list(free)} (no CAA).`,
      remedy:
        'Whoever deceives one of them is believed to be the mail server. Name yours: 0 issue "authority.example".',
      rfc: 'RFC 8659 §3',
    });
  const sets = new Map(found.filter(({ data }) => data.length > 0).map(({ owner, data }) => [owner, data]));
  for (const [owner, data] of sets) findings.push(...checkSet(owner, data));
  return findings;
}

/** Of the name itself, else of the nearest above it (RFC 8659 §3). */
async function relevantSet(lookup: Lookup, name: string): Promise<{ owner: string; data: readonly string[] }> {
  const labels = name.split('.');
  for (let from = 0; from < labels.length; from++) {
    const owner = labels.slice(from).join('.');
    const { data } = await lookup.ask(owner, 'CAA');
    if (data.length > 0) return { owner, data };
  }
  return { owner: '', data: [] };
}

function checkSet(owner: string, data: readonly string[]): DomainFinding[] {
  const properties = data.map(propertyOf);
  const broken = data.filter((_, index) => !isSound(properties[index] ?? null));
  if (broken.length > 0)
    return [
      {
        severity: 'warning',
        topic,
        text: `${owner} has CAA records that can't be understood: ${list(broken)}.`,
        remedy:
          'An authority that does not understand one issues nothing, so that certificates run out. Mend it: 0 issue "authority.example".',
        rfc: 'RFC 8659 §4.1',
      },
    ];
  const issuers = properties.flatMap((property) => (property?.tag === 'issue' ? [issuerOf(property.value)] : []));
  if (issuers.length === 0) return [];
  const allowed = issuers.filter((one) => one !== '');
  return [
    allowed.length > 0
      ? {
          severity: 'good',
          topic,
          text: `${list(allowed)} alone may issue certificates for ${owner}.`,
          remedy: '',
          rfc: 'RFC 8659 §4.2',
        }
      : {
          severity: 'note',
          topic,
          text: `No authority may issue certificates for ${owner} (CAA).`,
          remedy: 'A mail server there can have no certificate that others believe, but by DANE.',
          rfc: 'RFC 8659 §4.2',
        },
  ];
}

const issuerOf = (value: string): string => issuer.exec(value)?.[1] ?? '';

/** `0 issue "authority.example"`; null of what is none. */
function propertyOf(data: string): Property | null {
  const [, flags, tag, value] = /^(\d+) ([a-z0-9]+) "(.*)"$/i.exec(data) ?? [];
  return flags === undefined || tag === undefined || value === undefined
    ? null
    : { flags: Number(flags), tag: tag.toLowerCase(), value };
}

function isSound(property: Property | null): boolean {
  if (!property) return false;
  const { flags, tag, value } = property;
  if (!knownTags.includes(tag)) return (flags & critical) === 0;
  if (tag.startsWith('issue')) return issuer.test(value);
  return tag !== 'iodef' || /^(?:mailto:|https?:\/\/)\S/i.test(value);
}

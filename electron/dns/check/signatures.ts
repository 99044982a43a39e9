import type { DomainFinding } from '../../../shared/contract/dns';
import { list } from '../words';
import { type Lookup, textOf } from './lookup';

/** What senders call their keys, mostly. */
const usualSelectors = ['default', 'dkim', 'mail', 'k1', 's1', 's2', 'selector1', 'selector2', 'google'];

/** Keys of DKIM by the names that they are likely to have (RFC 6376 §3.6); nobody can list them all. */
export async function checkDkim(
  lookup: Lookup,
  domain: string,
  selectors: readonly string[],
): Promise<DomainFinding[]> {
  const topic = 'DKIM';
  const names = [...new Set([...selectors, ...usualSelectors])];
  const found = await Promise.all(
    names.map(async (selector) => {
      const { data } = await lookup.ask(`${selector}._domainkey.${domain}`, 'TXT');
      return data.map((one) => ({ selector, tags: tagsOf(textOf(one)) }));
    }),
  );
  const keys = found.flat().filter(({ tags }) => tags.has('p'));
  const given = selectors.filter((selector) => keys.every((key) => key.selector !== selector));
  const findings: DomainFinding[] = given.map((selector) => ({
    severity: 'error',
    topic,
    text: `There is no key ${selector}._domainkey.${domain}: signatures that name it can't be checked.`,
    remedy: 'Publish the key that the sending server signs with, or look at the name of the selector.',
    rfc: 'RFC 6376 §3.6.2',
  }));
  for (const { selector, tags } of keys) {
    const key = tags.get('p') ?? '';
    if (key === '')
      findings.push({
        severity: 'note',
        topic,
        text: `The key ${selector} was taken back.`,
        remedy: '',
        rfc: 'RFC 6376 §3.6.1',
      });
    // 1024 bits of RSA are 162 octets as SubjectPublicKeyInfo.
    else if ((tags.get('k') ?? 'rsa') === 'rsa' && Buffer.from(key, 'base64').byteLength < 162)
      findings.push({
        severity: 'error',
        topic,
        text: `The key ${selector} is shorter than 1024 bits, and receivers do not believe it.`,
        remedy: 'Sign with a key of 2048 bits.',
        rfc: 'RFC 8301 §3.2',
      });
  }
  const usable = keys.filter(({ tags }) => tags.get('p') !== '').map(({ selector }) => selector);
  if (usable.length > 0)
    findings.push({
      severity: 'good',
      topic,
      text: `There is a key for signatures: ${list(usable)}.`,
      remedy: '',
      rfc: 'RFC 6376',
    });
  else if (given.length === 0)
    findings.push({
      severity: 'note',
      topic,
      text: 'No key was found under the usual names.',
      remedy:
        'The selector stands in a message from there: s= in its DKIM-Signature. Enter it to have that key looked at.',
      rfc: 'RFC 6376 §3.1',
    });
  return findings;
}

/** What receivers are to do with mail that is not really from the domain (RFC 7489). */
export async function checkDmarc(lookup: Lookup, domain: string): Promise<DomainFinding[]> {
  const topic = 'DMARC';
  const policies = await policiesFrom(lookup, domain);
  const [policy] = policies;
  if (policy === undefined)
    return [
      {
        severity: 'warning',
        topic,
        text: `${domain} does not say what becomes of mail that is not really from there (no DMARC).`,
        remedy: `Add the TXT record “v=DMARC1; p=none; rua=mailto:…” at _dmarc.${domain}, read the reports, and then say p=quarantine or p=reject. Large receivers want it.`,
        rfc: 'RFC 7489 §6.1',
      },
    ];
  if (policies.length > 1)
    return [
      {
        severity: 'error',
        topic,
        text: 'There is more than one DMARC policy, so none of them counts.',
        remedy: 'Leave one.',
        rfc: 'RFC 7489 §6.6.3',
      },
    ];
  const tags = tagsOf(policy);
  const what = tags.get('p')?.toLowerCase() ?? '';
  if (!['none', 'quarantine', 'reject'].includes(what))
    return [
      {
        severity: 'error',
        topic,
        text: `The DMARC policy says p=${what}, which means nothing.`,
        remedy: 'Say p=none, p=quarantine or p=reject.',
        rfc: 'RFC 7489 §6.3',
      },
    ];
  if (what === 'none')
    return [
      {
        severity: 'note',
        topic,
        text: `DMARC only asks for reports (p=none)${tags.has('rua') ? '' : ', and does not say where they go'}.`,
        remedy: 'When the reports show that all mail of yours passes, say p=quarantine or p=reject.',
        rfc: 'RFC 7489 §6.3',
      },
    ];
  return [
    {
      severity: 'good',
      topic,
      text: `Mail that is not really from ${domain} is to be ${what === 'reject' ? 'refused' : 'put aside'} (p=${what}).`,
      remedy: '',
      rfc: 'RFC 7489',
    },
  ];
}

async function policiesFrom(lookup: Lookup, domain: string): Promise<string[]> {
  const { data } = await lookup.ask(`_dmarc.${domain}`, 'TXT');
  return data.map(textOf).filter((text) => /^v=dmarc1(?:[ ;]|$)/i.test(text));
}

/** Whether a logo is shown beside the domain's mail (BIMI, draft-brand-indicators-for-message-identification §4). */
export async function checkLogo(lookup: Lookup, domain: string): Promise<DomainFinding[]> {
  const note = (text: string, remedy: string, rfc: string): DomainFinding[] => [
    { severity: 'note', topic: 'BIMI', text, remedy, rfc },
  ];
  const { data } = await lookup.ask(`default._bimi.${domain}`, 'TXT');
  const records = data.map(textOf).filter((text) => /^v=bimi1(?:[ ;]|$)/i.test(text));
  const [record] = records;
  if (record === undefined)
    return note(
      `No logo is shown beside mail from ${domain} (no BIMI).`,
      `Mail arrives without one. Some receivers show the one that default._bimi.${domain} names.`,
      `${bimi} §4`,
    );
  if (records.length > 1)
    return note('There is more than one BIMI record, so none of them counts.', 'Leave one.', `${bimi} §7.2`);
  const tags = tagsOf(record);
  const place = tags.get('l') ?? '';
  // Empty where the domain says that it wants none.
  if (place === '' && tags.has('l')) return [];
  if (!/^https:\/\/\S+\.svgz?(?:[?#]|$)/i.test(place))
    return note(
      `The BIMI record says that the logo is at “${place}”, which is no SVG file over HTTPS.`,
      'Put its address there: l=https://…/logo.svg.',
      `${bimi} §4.2`,
    );
  const policy = tagsOf((await policiesFrom(lookup, domain))[0] ?? '');
  const what = policy.get('p')?.toLowerCase() ?? 'none';
  const whole = what === 'reject' || (what === 'quarantine' && (policy.get('pct') ?? '100') === '100');
  if (!whole)
    return note(
      `${domain} has a logo (BIMI), and receivers show it only where DMARC puts aside or refuses what is not from there.`,
      'Say p=quarantine or p=reject in the DMARC policy, for all mail (without pct).',
      `${bimi} §7.1`,
    );
  return [
    {
      severity: 'good',
      topic: 'BIMI',
      text: `A logo is shown beside its mail: ${place}.`,
      remedy: '',
      rfc: `${bimi} §4`,
    },
  ];
}

/** It is no RFC yet. */
const bimi = 'draft-brand-indicators-for-message-identification';

/** Whether servers that bring mail are told to encrypt (RFC 8461, RFC 8460, RFC 7672). */
export async function checkTransport(
  lookup: Lookup,
  domain: string,
  hosts: readonly string[],
): Promise<DomainFinding[]> {
  const topic = 'Transport';
  const [sts, reports, ...dane] = await Promise.all([
    lookup.ask(`_mta-sts.${domain}`, 'TXT'),
    lookup.ask(`_smtp._tls.${domain}`, 'TXT'),
    ...hosts.map((host) => lookup.ask(`_25._tcp.${host}`, 'TLSA')),
  ]);
  const hasSts = sts?.data.some((one) => /^v=STSv1;/i.test(textOf(one))) ?? false;
  const hasReports = reports?.data.some((one) => /^v=TLSRPTv1;/i.test(textOf(one))) ?? false;
  const withDane = hosts.filter((_, index) => (dane[index]?.data.length ?? 0) > 0);
  const findings: DomainFinding[] = [];
  if (withDane.length > 0 && withDane.length < hosts.length)
    findings.push({
      severity: 'warning',
      topic,
      text: `Only ${list(withDane)} of the mail servers ${withDane.length === 1 ? 'has' : 'have'} a TLSA record (DANE).`,
      remedy: 'Whoever is sent to another one has no protection: publish one for each.',
      rfc: 'RFC 7672 §2.2.1',
    });
  if (!hasSts && withDane.length === 0)
    findings.push({
      severity: 'note',
      topic,
      text: 'Nothing tells other servers to bring mail encrypted only (neither MTA-STS nor DANE).',
      remedy: 'Without it, somebody on the way can make them send in the clear.',
      rfc: 'RFC 8461',
    });
  else
    findings.push({
      severity: 'good',
      topic,
      text: `Servers are told to bring mail encrypted: ${[hasSts ? 'MTA-STS' : '', withDane.length > 0 ? 'DANE' : ''].filter(Boolean).join(' and ')}.`,
      remedy: '',
      rfc: 'RFC 8461, RFC 7672',
    });
  if (!hasReports && (hasSts || withDane.length > 0))
    findings.push({
      severity: 'note',
      topic,
      text: 'Nobody is told where encryption failed (no TLS-RPT).',
      remedy: `Add “v=TLSRPTv1; rua=mailto:…” at _smtp._tls.${domain}.`,
      rfc: 'RFC 8460',
    });
  return findings;
}

/** `v=DMARC1; p=none` as names and values, names in lower case (RFC 6376 §3.2). */
function tagsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(';').flatMap((part) => {
      const [, name, value] = /^\s*([a-z][a-z0-9_]*)\s*=\s*(.*?)\s*$/is.exec(part) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), (value ?? '').replace(/\s+/g, '')] as const];
    }),
  );
}

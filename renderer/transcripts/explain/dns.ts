import { type Explanation, explanation } from './types';

/** Header flags, RFC 1035 §4.1.1 and RFC 4035 §3. */
const flags: Record<string, string> = {
  aa: 'the server answers for its own zone (authoritative)',
  tc: 'the answer did not fit and was cut (truncated)',
  rd: 'please ask on for me (recursion desired)',
  ra: 'the server asks on for others (recursion available)',
  ad: 'the resolver has checked the signatures (authentic data)',
  cd: "please don't check signatures (checking disabled)",
};

/** Response codes, RFC 1035 §4.1.1. */
const rcodes: Record<string, string> = {
  NOERROR: 'The question was answered. With no records, the name exists and has none of this type.',
  FORMERR: 'The server could not read the question.',
  SERVFAIL: 'The server could not find the answer: a server behind it is silent, or a signature is wrong.',
  NXDOMAIN: 'There is no such name.',
  NOTIMP: 'The server does not do this kind of question.',
  REFUSED: 'The server does not answer this for you.',
  BADVERS: 'The server does not know this version of EDNS.',
};

export function explainDns(text: string, sent: boolean): Explanation {
  const [head = '', ...records] = text.split(' | ');
  const [, rcode = ''] = head.split(/[ ,]+/);
  const parts: Explanation['parts'] = [];
  const id = /^\d+/.exec(head)?.[0];
  if (id) parts.push({ term: id, meaning: 'the number that ties question and answer together' });
  for (const [flag, meaning] of Object.entries(flags)) {
    if (new RegExp(`[ ,]${flag}(?=[ ,]|$)`).test(head)) parts.push({ term: flag, meaning });
  }
  const edns = /EDNS \d+/.exec(head)?.[0];
  if (edns) parts.push({ term: edns, meaning: 'the largest answer over UDP that is welcome, in octets (RFC 6891)' });
  if (sent) {
    return explanation('Question', 'Asks for the records of one type at one name.', { parts, rfc: 'RFC 1035 §4.1' });
  }
  for (const record of records) parts.push({ term: record, meaning: '' });
  return explanation(rcode || 'Answer', rcodes[rcode] ?? 'An answer of a name server.', {
    parts,
    rfc: rcode === 'NXDOMAIN' ? 'RFC 1035 §4.1.1, RFC 8020' : 'RFC 1035 §4.1.1',
  });
}

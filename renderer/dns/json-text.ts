import type { DnsAnswer, ResourceRecord } from '../../shared/contract';

/** An answer in JSON, with the names of RFC 8427 where it has some; who said it, and how, besides. */
export function jsonText(answer: DnsAnswer): string {
  const { question, rcode, flags, server, transport, encryption, at, elapsedUs } = answer;
  const set = (flag: string) => (flags.includes(flag) ? 1 : 0);
  return `${JSON.stringify(
    {
      QR: 1,
      AA: set('aa'),
      TC: set('tc'),
      RD: set('rd'),
      RA: set('ra'),
      AD: set('ad'),
      CD: set('cd'),
      rcode,
      QNAME: question.name,
      QTYPE: question.typeCode,
      QTYPEname: question.type,
      QCLASSname: question.class,
      answerRRs: answer.answer.map(recordJson),
      authorityRRs: answer.authority.map(recordJson),
      additionalRRs: answer.additional.map(recordJson),
      server,
      transport,
      encryption,
      dateString: at,
      microseconds: elapsedUs,
    },
    null,
    2,
  )}\n`;
}

const recordJson = ({ owner, typeCode, type, class: name, ttlSeconds, data }: ResourceRecord) => ({
  NAME: owner,
  TYPE: typeCode,
  TYPEname: type,
  CLASSname: name,
  TTL: ttlSeconds,
  [`rdata${type}`]: data,
});

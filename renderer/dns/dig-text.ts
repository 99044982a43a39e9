import type { DnsAnswer, ResourceRecord } from '../../shared/contract';

/** An answer in the words of dig 9, without its lines on OPT and on itself. */
export function digText(answer: DnsAnswer): string {
  const { question, rcode, flags, server, transport, elapsedUs, octets, at, message } = answer;
  const { octets: bytes } = message;
  /** RFC 1035 §4.1.1: the id, and how many records each section has, OPT among them. */
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [id, ...told] = [0, 4, 6, 8, 10].map((place) => header.getUint16(place));
  const additional = answer.additional.filter(({ type }) => type !== 'OPT');
  // What several servers said is in no one message.
  const counts = answer.way ? [1, answer.answer.length, answer.authority.length, additional.length] : told;
  const [queries, answers, authorities, additionals] = counts;
  return [
    ';; Got answer:',
    `;; ->>HEADER<<- opcode: QUERY, status: ${rcode}, id: ${id}`,
    `;; flags: ${['qr', ...flags].join(' ')}; QUERY: ${queries}, ANSWER: ${answers}, AUTHORITY: ${authorities}, ADDITIONAL: ${additionals}`,
    '',
    ';; QUESTION SECTION:',
    `;${question.name}\t\t${question.class}\t${question.type}`,
    '',
    ...section('ANSWER', answer.answer),
    ...section('AUTHORITY', answer.authority),
    ...section('ADDITIONAL', additional),
    `;; Query time: ${Math.round(elapsedUs / 1_000)} msec`,
    `;; SERVER: ${server.host}#${server.port}(${server.host}) (${transport.toUpperCase()})`,
    `;; WHEN: ${at}`,
    `;; MSG SIZE  rcvd: ${octets}`,
    '',
  ].join('\n');
}

function section(name: string, records: readonly ResourceRecord[]): string[] {
  if (records.length === 0) return [];
  const lines = records.map((record) =>
    [record.owner, record.ttlSeconds, record.class, record.type, record.data].join('\t'),
  );
  return [`;; ${name} SECTION:`, ...lines, ''];
}

import { describeOption } from './edns';
import { EDNS_OCTETS, type Message, type QueryManner, type Question, type RawRecord } from './message';
import { formatName } from './names';
import { className, rcodeName, typeName } from './types';

const SHOWN = 12;

/** One line of the transcript for a question: `4711 xxx.com.tw. IN MX, rd, EDNS 1232`. */
export function describeQuery(
  id: number,
  question: Question,
  { edns = true, recursive = true, dnssec = false, options = [] }: QueryManner,
): string {
  const carried = options.map(describeOption).map(({ name, value }) => `${name} ${value}`.trim());
  const opt = edns ? [`, EDNS ${EDNS_OCTETS}`, ...carried].join(', ') : '';
  return `${id} ${describeQuestion(question)}${recursive ? ', rd' : ''}${dnssec ? ', do cd' : ''}${opt}`;
}

/** One line for an answer: response code, flags, the counts of the sections, and the records of the first ones. */
export function describeMessage(message: Message | null, octets: number): string {
  if (!message) return `${octets} octets, too short for DNS`;
  const { answer, authority, additional } = message;
  const head = [
    `${message.id} ${rcodeName(message.rcode)}`,
    ...(message.response ? [] : ['not an answer']),
    ...(message.flags.length > 0 ? [message.flags.join(' ')] : []),
    ...message.questions.map(describeQuestion),
    `${answer.length} answer, ${authority.length} authority, ${additional.length} additional`,
    ...(message.problem ? [`broken: ${message.problem}`] : []),
    ...(message.octetsLeft > 0 ? [`${message.octetsLeft} octets left over`] : []),
  ].join(', ');
  const records = [...answer, ...authority, ...additional];
  const shown = records.slice(0, SHOWN).map(describeRecord);
  const more = records.length > SHOWN ? [`and ${records.length - SHOWN} more`] : [];
  return [head, ...shown, ...more].join(' | ');
}

function describeQuestion({ name, classCode, typeCode }: Question): string {
  return `${formatName(name)} ${className(classCode)} ${typeName(typeCode)}`;
}

function describeRecord({ owner, ttlSeconds, typeCode, data }: RawRecord): string {
  return `${formatName(owner)} ${ttlSeconds} ${typeName(typeCode)} ${data}`;
}

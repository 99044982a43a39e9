import type { DnsQuestion } from '../../shared/contract/dns';
import type { Question } from './message';
import { parseName, reverseName } from './names';
import { CLASS_IN, parseType, TYPE } from './types';

/**
 * What is asked on the wire for what a person typed: an address asks for the name behind it (PTR), whatever the type.
 * Throws `dns.bad-name` and `dns.unknown-type`.
 */
export function toQuestion({ name, type }: Pick<DnsQuestion, 'name' | 'type'>): Question {
  const reverse = reverseName(name);
  if (reverse !== null) return { name: parseName(reverse), typeCode: TYPE.PTR, classCode: CLASS_IN };
  return { name: parseName(name), typeCode: parseType(type), classCode: CLASS_IN };
}

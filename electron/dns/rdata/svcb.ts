import { Reader, Unreadable } from '../reader';
import { type Field, formatIpv6, name, quoted, u16 } from './fields';

/** Service parameters (RFC 9460 §14.3.2) by key: name and the presentation form of the value. */
const PARAMETERS: Readonly<Record<number, { key: string; value: (value: Reader) => string }>> = {
  0: { key: 'mandatory', value: (value) => each(value, () => parameterKey(value.u16())).join(',') },
  1: { key: 'alpn', value: (value) => `"${each(value, () => alpnId(value.counted())).join(',')}"` },
  2: { key: 'no-default-alpn', value: () => '' },
  3: { key: 'port', value: (value) => String(value.u16()) },
  4: { key: 'ipv4hint', value: (value) => each(value, () => [...value.take(4)].join('.')).join(',') },
  5: { key: 'ech', value: (value) => value.rest().toString('base64') },
  6: { key: 'ipv6hint', value: (value) => each(value, () => formatIpv6(value.take(16))).join(',') },
  7: { key: 'dohpath', value: (value) => quoted(value.rest()) },
};

const parameters: Field = (reader) => {
  const texts: string[] = [];
  let last = -1;
  while (reader.left > 0) {
    const key = reader.u16();
    if (key <= last) throw new Unreadable('the service parameters are not in rising order');
    last = key;
    const length = reader.u16();
    const octets = reader.take(length);
    texts.push(parameter(key, octets));
  }
  return texts.join(' ');
};

export const svcb: readonly Field[] = [u16, name, parameters];

function parameter(key: number, octets: Buffer): string {
  const value = new Reader(octets, 0, octets.length);
  const known = PARAMETERS[key];
  const text = known ? known.value(value) : octets.length > 0 ? quoted(value.rest()) : '';
  if (value.left > 0) throw new Unreadable(`the value of ${parameterKey(key)} is too long`);
  return text === '' ? parameterKey(key) : `${parameterKey(key)}=${text}`;
}

function parameterKey(key: number): string {
  return PARAMETERS[key]?.key ?? `key${key}`;
}

/** A comma within an id is escaped twice: once for the list, once for the string (RFC 9460 appendix A.1). Spaces are as BIND's. */
function alpnId(octets: Buffer): string {
  const listItem = Buffer.from(octets.toString('latin1').replace(/[\\,]/g, '\\$&'), 'latin1');
  return quoted(listItem).slice(1, -1).replaceAll(' ', '\\032');
}

function each(value: Reader, read: () => string): string[] {
  const items: string[] = [];
  while (value.left > 0) items.push(read());
  if (items.length === 0) throw new Unreadable('a service parameter has no value');
  return items;
}

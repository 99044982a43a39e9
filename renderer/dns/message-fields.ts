import type { MessageField } from '../../shared/contract';

/** The deepest part that this octet belongs to; 0 where there is none. */
export function fieldAt(fields: readonly MessageField[], octet: number): number {
  return Math.max(
    0,
    fields.findLastIndex(({ start, end }) => start <= octet && octet < end),
  );
}

/** The part that this one is a part of, or -1. */
export function parentOf(fields: readonly MessageField[], index: number): number {
  const depth = fields[index]?.depth ?? 1;
  return fields.findLastIndex((field, at) => at < index && field.depth === depth - 1);
}

/** It and all that it is a part of, from the inside. */
export function lineOf(fields: readonly MessageField[], index: number): number[] {
  const line: number[] = [];
  for (let at = index; at >= 0; at = parentOf(fields, at)) line.push(at);
  return line;
}

export const hasParts = (fields: readonly MessageField[], index: number): boolean =>
  (fields[index + 1]?.depth ?? 0) > (fields[index]?.depth ?? 0);

/** Those whose surroundings are all open. */
export function visibleFields(fields: readonly MessageField[], open: ReadonlySet<number>): number[] {
  const visible: number[] = [];
  let closedAt = Number.POSITIVE_INFINITY;
  for (const [index, { depth }] of fields.entries()) {
    if (depth > closedAt) continue;
    closedAt = hasParts(fields, index) && !open.has(index) ? depth : Number.POSITIVE_INFINITY;
    visible.push(index);
  }
  return visible;
}

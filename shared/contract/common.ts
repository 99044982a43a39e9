import * as v from 'valibot';
import { isErrorCode } from '../errors';

/** An instant, ISO 8601 in UTC. */
export const instant = v.pipe(v.string(), v.isoTimestamp());

export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
/** A host name or an address literal, without brackets. */
export const host = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255), v.regex(/^[^\s/@]+$/u));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const id = v.pipe(v.number(), v.integer(), v.minValue(1));

export const endpoint = v.object({ host, port });
export type Endpoint = v.InferOutput<typeof endpoint>;

export const errorData = v.object({
  code: v.custom<import('../errors').ErrorCode>((code) => typeof code === 'string' && isErrorCode(code)),
  happened: v.string(),
  safe: v.string(),
  todo: v.string(),
  answer: v.exactOptional(
    v.object({ text: v.string(), code: v.exactOptional(v.string()), enhanced: v.exactOptional(v.string()) }),
  ),
  /** Of a certificate that is refused for its dates: from when until when it is valid. */
  validity: v.exactOptional(v.object({ from: instant, until: instant })),
});

/** Of a message, as its author gives it (X-Priority, Importance of RFC 2156 §5.3.6). */
export const priority = v.picklist(['high', 'normal', 'low']);

import * as v from 'valibot';
import { count, endpoint, instant } from './common';
import { call, job } from './define';
import { dnsQuestion } from './dns';

/**
 * RFC 4033 §5. `insecure`: a zone on the way is provably not signed; `indeterminate`: nothing tells whether it ought to be, or
 * what tells it could not be heard.
 */
export const chainVerdict = v.picklist(['secure', 'insecure', 'bogus', 'indeterminate']);
export type ChainVerdict = v.InferOutput<typeof chainVerdict>;

/** An RRSIG record and what became of checking it. */
export const chainSignature = v.object({
  tag: count,
  /** `ECDSAP256SHA256` */
  algorithm: v.string(),
  signer: v.string(),
  validFrom: instant,
  validUntil: instant,
  /**
   * `wrong`: the octets do not fit the key; `no-key`: the zone has no such key, or it may not sign; `unchecked`: the zone's keys
   * are not to be trusted, or it is not signed.
   */
  state: v.picklist(['valid', 'expired', 'not-yet', 'wrong', 'no-key', 'wrong-signer', 'unsupported', 'unchecked']),
});
export type ChainSignature = v.InferOutput<typeof chainSignature>;

/** A DS record, or a trust anchor in its form. */
export const chainDs = v.object({
  tag: count,
  algorithm: v.string(),
  digest: v.string(),
  /** Whether the zone has that key. `passed-over`: a stronger digest of the same zone counts instead (RFC 4509 §3). */
  state: v.picklist(['matches', 'no-key', 'differs', 'unsupported', 'passed-over']),
});
export type ChainDs = v.InferOutput<typeof chainDs>;

export const chainKey = v.object({
  tag: count,
  algorithm: v.string(),
  /** With the flag SEP: meant to sign the zone's keys. */
  entryPoint: v.boolean(),
  revoked: v.boolean(),
  /** Whether a DS record or an anchor vouches for it. */
  vouched: v.boolean(),
  /** Whether it signs the zone's keys, and that signature is valid. */
  signsKeys: v.boolean(),
});
export type ChainKey = v.InferOutput<typeof chainKey>;

/** A zone on the way from the anchor down. */
export const chainZone = v.object({
  name: v.string(),
  verdict: chainVerdict,
  sentence: v.string(),
  /** Whether its keys are vouched for by an anchor, and not by the zone above. */
  anchored: v.boolean(),
  ds: v.array(chainDs),
  /** Of the zone above, over `ds`, or over what says that there is none. */
  dsSignatures: v.array(chainSignature),
  keys: v.array(chainKey),
  /** Over the keys. */
  keySignatures: v.array(chainSignature),
});
export type ChainZone = v.InferOutput<typeof chainZone>;

/** Records of one name and type, of the answer or of what proves that there is none. */
export const chainSet = v.object({
  role: v.picklist(['answer', 'alias', 'denial']),
  owner: v.string(),
  type: v.string(),
  data: v.array(v.string()),
  /** Who signed it; null where nobody did. */
  zone: v.nullable(v.string()),
  verdict: chainVerdict,
  sentence: v.string(),
  signatures: v.array(chainSignature),
});
export type ChainSet = v.InferOutput<typeof chainSet>;

export const dnsChain = v.object({
  /** True time as far as it is known, else this computer's: what validity was held against. */
  at: instant,
  question: v.object({ name: v.string(), type: v.string() }),
  /** Who was asked. */
  server: endpoint,
  verdict: chainVerdict,
  /** What that is of, and why. */
  sentence: v.string(),
  /** Why alone, a sentence as well. */
  reason: v.string(),
  /** From the anchor's down, each once. */
  zones: v.array(chainZone),
  sets: v.array(chainSet),
  questions: count,
  signaturesChecked: count,
});
export type DnsChain = v.InferOutput<typeof dnsChain>;

export const dnsChainCalls = {
  /**
   * Whether an answer is genuine (RFC 4035 §5): asks for it and for all that vouches for it, from the anchors of the settings
   * down, or from the practice servers' own where these are asked.
   */
  'dns.chain': job(
    v.pick(dnsQuestion, ['name', 'type', 'server', 'transport']),
    v.object({ questions: count }),
    dnsChain,
  ),
  /** What is trusted without proof, a DS or DNSKEY record each, in presentation form: the built-in ones, and those that hold. */
  'dns.anchors': call(v.object({}), v.object({ builtIn: v.array(v.string()), current: v.array(v.string()) })),
  /** Sets them; none: the built-in ones. Rejects with `dns.bad-anchor` what is no such record. */
  'dns.setAnchors': call(
    v.object({ anchors: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(64)) }),
    v.object({ current: v.array(v.string()) }),
  ),
  /** Asks where to put a picture of a trace or a chain; `path` is null when the person cancelled. */
  'dns.savePicture': call(
    v.object({ name: v.pipe(v.string(), v.regex(/^[a-z0-9._-]{1,80}\.(?:svg|png)$/)), octets: v.instance(Uint8Array) }),
    v.object({ path: v.nullable(v.string()) }),
  ),
};

import * as v from 'valibot';
import { call, event } from './define';
import { dnsServer, dnsTransport } from './dns-server';

/** A question as it can be asked again. */
export const askedQuestion = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1024)),
  type: v.pipe(v.string(), v.trim(), v.toUpperCase(), v.minLength(1), v.maxLength(16)),
  /** Null: the system's resolver. */
  server: v.nullable(dnsServer),
  transport: dnsTransport,
  /** The answer is found out by asking from this root down, over UDP and TCP: no resolver is asked, whatever `server` is. */
  fromRoot: v.exactOptional(v.picklist(['world', 'practice'])),
});
export type AskedQuestion = v.InferOutput<typeof askedQuestion>;

export const dnsHistory = v.object({
  /** The newest first. */
  recent: v.array(askedQuestion),
  favourites: v.array(askedQuestion),
});
export type DnsHistory = v.InferOutput<typeof dnsHistory>;

export const dnsHistoryCalls = {
  'dns.history': call(v.object({}), dnsHistory),
  'dns.historyAdd': call(v.object({ question: askedQuestion }), v.void()),
  'dns.favour': call(v.object({ question: askedQuestion, favourite: v.boolean() }), v.void()),
  /** The favourites stay. */
  'dns.historyClear': call(v.object({}), v.void()),
  'dns.historyChanged': event(v.object({})),
};

/** The front door of DNS: one question to one server, which resolvers this computer has, and the message's decoder. */
export { Bulk } from './bulk';
export { DnsCache } from './cache';
export { checkDomain } from './check';
export { compare } from './compare';
/** What a signer needs, as the practice servers are one. */
export {
  chainOf,
  compareNames,
  countLabels,
  type Ds,
  dsOf,
  parseAnchor,
  type RrSet,
  rootAnchors,
  rrsetsOf,
  signatureHead,
  signedData,
} from './dnssec';
export type { FromRoot } from './from-root';
export { Lines } from './lines';
export { localNotes, readLocalNames } from './local-names';
export { decodeMessage, type Message } from './message';
export { formatName, parseName } from './names';
export { toQuestion } from './question';
export { type AnswerCache, type QueryOptions, query } from './resolver';
export { serverOrSystem, systemResolvers } from './system';
export { trace } from './trace';
export { transfer } from './transfer';
export { parseType, rcodeName, TYPE, typeName } from './types';
export { hintsText, Knowledge, readHints, rootHints } from './walk';
export { watch } from './watch';
export { readZoneFile } from './zone-file';

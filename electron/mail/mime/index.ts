export { safeFileName } from './file-name';
export { type ParsedMessage, parseMessage, partOf } from './parse';
export type { DeliveryReport, RecipientReport } from './report';
export { decodeHeaders, type Summary, summarise } from './summary';

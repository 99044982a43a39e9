export { safeFileName } from './file-name';
export { longestHeader } from './headers';
export { type ParsedMessage, parseMessage, partOf } from './parse';
export type { DeliveryReport, RecipientReport } from './report';
export { type HeaderRoute, routeOf } from './route';
export { decodeHeaders, type Summary, summarise } from './summary';

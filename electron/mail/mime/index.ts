export { safeFileName } from './file-name';
export { type ParsedMessage, parseMessage, partOf } from './parse';
export { decodeHeaders, type Summary, summarise } from './summary';

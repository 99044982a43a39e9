export { safeFileName } from './file-name';
export { decodeHeaders } from './headers';
export { type ParsedMessage, parseMessage, partOf } from './parse';
export { type Summary, summarise } from './summary';

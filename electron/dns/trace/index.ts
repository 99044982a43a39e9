export { hintsText, readHints, rootHints } from './hints';
export { trace } from './tracer';

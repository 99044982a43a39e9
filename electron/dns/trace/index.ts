export { rootHints } from './hints';
export { type TraceOptions, trace } from './tracer';

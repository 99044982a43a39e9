export { rootHints } from './hints';
export { trace } from './tracer';

export { trace } from './tracer';

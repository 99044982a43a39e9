export { compareServers } from './findings';
export { trace } from './tracer';

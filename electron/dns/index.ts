/** The front door of DNS: one question to one server, and which resolvers this computer has. */
export { type QueryOptions, query } from './resolver';
export { systemResolvers } from './system';

export { type ConnectOptions, connect } from './connect';
export { Connection } from './connection';
export { openDatagramPool } from './datagram-pool';
export { type Datagrams, openDatagrams } from './datagrams';
export type { Deadlines } from './deadlines';
export { type Http2, openHttp2 } from './http2';
export { type Serving, serveDatagrams, serveStreams } from './serve';
export { Session, Transcripts } from './transcripts';

export { type ConnectOptions, connect } from './connect';
export { Connection } from './connection';
export { type Datagram, type Datagrams, openDatagrams } from './datagrams';
export { type Deadlines, defaultDeadlines } from './deadlines';
export { type Serving, serveDatagrams, serveStreams } from './serve';
export { Session, type TranscriptListener, Transcripts } from './transcripts';

export { Authorization } from './authorization';
export { connectPop3, type Pop3Options, type Pop3Step } from './connect';
export { MaildropSession } from './maildrop';
export type { MessageSink, Transaction } from './transaction';
export { isShared, staleIds } from './unique-ids';

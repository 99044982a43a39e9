export { connectPop3, type Pop3Options, type Pop3Step } from './authorization';
export { MaildropSession } from './maildrop';
export type { MessageSink, Transaction } from './transaction';

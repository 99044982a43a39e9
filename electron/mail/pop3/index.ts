export { Authorization } from './authorization';
export { connectPop3, type Pop3Options, type Pop3Step } from './connect';
export { MaildropSession } from './maildrop';
export { isDistrusted } from './pipelining';
export type { MessageSink, Transaction, UidlHabits } from './transaction';
export { isLong, isShared, staleIds } from './unique-ids';

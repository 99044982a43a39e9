export { systemClock } from './clock';
export { Outbox, type OutboxOptions } from './outbox';
export { smtpTransport } from './turn';

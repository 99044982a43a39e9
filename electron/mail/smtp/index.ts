export { SmtpByHand } from './by-hand';
export { composeMime, messageIdOf, type OutgoingMessage, streamMime } from './compose-mime';
export { connectSmtp, type SmtpOptions, type SmtpStep, tlsDetail } from './connect';
export { contentOfFile } from './content';
export type { Mailing } from './envelope';
export { Greeted } from './greeted';
export type { Delivered } from './outcome';
export { SendFailure, sendMail } from './send';
export { sendMany } from './send-many';

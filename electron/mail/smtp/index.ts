export { composeMime, type OutgoingMessage } from './compose-mime';
export { openSmtp, type SmtpOptions, type SmtpStep } from './connection';
export { type Envelope, SendFailure, type SendOutcome, sendMail } from './send';

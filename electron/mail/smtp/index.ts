export { SmtpByHand } from './by-hand';
export { composeMime, type OutgoingMessage } from './compose-mime';
export { connectSmtp, type SmtpOptions, type SmtpStep, tlsDetail } from './connect';
export { Greeted } from './greeted';
export { SendFailure, sendMail } from './send';
export { sendMany } from './send-many';

export { SmtpByHand } from './by-hand';
export { composeMime } from './compose-mime';
export { connectSmtp, type SmtpOptions, type SmtpStep, tlsDetail } from './connect';
export { Greeted } from './greeted';
export { SendFailure, sendMail } from './send';
export { sendMany } from './send-many';

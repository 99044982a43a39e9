export { composeMime } from './compose-mime';
export { openSmtp, type SmtpOptions, type SmtpStep } from './connection';
export { SendFailure, sendMail } from './send';

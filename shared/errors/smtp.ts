export const smtpErrors = {};

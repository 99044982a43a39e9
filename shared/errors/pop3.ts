export const pop3Errors = {};

/** Who lives on the practice servers. */
export const identity = { user: 'amy', password: 'practice', address: 'amy@practice.test' } as const;

export const LOOPBACK = '127.0.0.1';
/** The name by which the mail servers greet. */
export const MAIL_HOST = 'mail.practice.test';

/** First digit of an enhanced status code, RFC 3463 §2. */
const classes: Record<string, string> = {
  '2': 'it worked',
  '4': 'not now; a later try may work',
  '5': "no, and trying the same again won't help",
};

/** Second digit: what the answer is about, RFC 3463 §3. */
const subjects: Record<string, string> = {
  '0': 'no more is said',
  '1': 'about an address',
  '2': 'about the mailbox',
  '3': 'about the mail system',
  '4': 'about the network or the route',
  '5': 'about the protocol',
  '6': 'about the content or its format',
  '7': 'about security or a policy',
};

/** Second and third digit, RFC 3463 §3 and the IANA registry. */
const details: Record<string, string> = {
  '1.0': 'something about the address',
  '1.1': 'no such address',
  '1.2': 'the domain takes no mail, or does not exist',
  '1.3': 'the address is not written as one',
  '1.4': 'the address stands for more than one mailbox',
  '1.5': 'the address is good',
  '1.6': 'the mailbox has moved and left no new address',
  '1.7': "the sender's address is not written as one",
  '1.8': "the sender's domain is wrong",
  '1.10': 'the domain says that it takes no mail (null MX)',
  '2.0': 'something about the mailbox',
  '2.1': 'the mailbox takes no mail',
  '2.2': 'the mailbox is full',
  '2.3': 'the message is larger than the mailbox takes',
  '2.4': "the mailing list can't be expanded",
  '3.0': 'something about the mail system',
  '3.1': 'the mail system is full',
  '3.2': 'the system takes no mail at the moment',
  '3.3': 'the system lacks what the message needs',
  '3.4': 'the message is larger than the server takes',
  '4.1': 'the next server does not answer',
  '4.2': 'the connection is bad',
  '4.4': 'no way to that domain was found',
  '4.5': 'the server is overloaded',
  '4.6': 'the mail runs in a circle',
  '4.7': 'it took too long to deliver',
  '5.0': 'something about the protocol',
  '5.1': 'the command does not fit here',
  '5.2': 'the command is not written as one',
  '5.3': 'too many recipients',
  '5.4': 'the arguments of the command are wrong',
  '5.6': 'the line of the login is too long',
  '6.0': 'something about the content',
  '6.1': 'the server does not take this kind of content',
  '6.3': "the content would have to be converted, which can't be done",
  '6.7': 'the addresses are not ASCII, and the next server needs that (no SMTPUTF8)',
  '6.9': 'the headers are not ASCII, and the next server needs that (no SMTPUTF8)',
  '7.0': 'a rule of the server, or the login, for a reason that it keeps to itself',
  '7.1': "the server's rules forbid this delivery, often because there was no login",
  '7.4': 'the server does not offer this kind of login',
  '7.8': 'the name or the password is wrong',
  '7.9': "the login mechanism is too weak for the server's rules",
  '7.11': 'encryption is needed before the login',
  '7.20': 'no DKIM signature passed',
  '7.23': "SPF says that this server may not send for the sender's domain",
  '7.25': 'the sending address has no matching name (reverse DNS)',
  '7.26': 'several checks of the sender failed (SPF, DKIM, DMARC)',
};

export interface EnhancedStatus {
  code: string;
  /** What the class says. */
  outcome: string;
  /** What exactly, or only what it is about. */
  detail: string;
}

/** @param code `5.1.1` */
export function explainEnhanced(code: string): EnhancedStatus | null {
  const match = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(code);
  if (!match) return null;
  const [, first = '', subject = '', detail = ''] = match;
  return {
    code,
    outcome: classes[first] ?? '',
    detail: details[`${subject}.${detail}`] ?? subjects[subject] ?? 'no more is known',
  };
}

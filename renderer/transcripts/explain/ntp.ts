import { type Explanation, explanation } from './types';

/** Fields of an NTP answer as the transcript names them, RFC 5905 §7.3. */
const fields: [pattern: RegExp, meaning: (found: RegExpExecArray) => string][] = [
  [/^stratum (\d+)$/, ([, value]) => stratum(Number(value))],
  [
    /^leap (\S+)$/,
    ([, value]) => (value === 'none' ? 'no leap second is announced' : 'a leap second, or a clock that is not set'),
  ],
  [/^poll (\S+)$/, () => 'how often the server wants to be asked, as a power of two in seconds'],
  [
    /^precision (\S+)$/,
    ([, value]) => `how finely its clock ticks: about 2 to the power ${value?.replace('-', '\u2212')} seconds`,
  ],
  [/^root delay (.+)$/, () => 'the way from the server to its own reference and back'],
  [/^root dispersion (.+)$/, () => 'how much error has gathered on the way from the reference'],
  [/^origin (\S+)$/, () => "the question's own time stamp, sent back: proof that it is the answer to it"],
  [/^receive (\S+)$/, () => "when the question came in, by the server's clock (T2)"],
  [/^transmit (\S+)$/, () => "when the packet was sent, by the sender's clock"],
];

function stratum(value: number): string {
  if (value === 0) return 'not a time: a message to go away (kiss of death)';
  if (value === 1) return 'the server has a reference clock of its own';
  return value < 16
    ? `${value - 1 === 1 ? '1 server' : `${value - 1} servers`} between this one and a reference clock`
    : "the server's clock is not set";
}

export function explainNtp(text: string, sent: boolean): Explanation {
  if (text.startsWith('NTS-KE'))
    return explanation(
      sent ? 'Asking for keys' : 'Keys are agreed on',
      sent
        ? 'Over TLS: with which protocol and cipher time shall be authenticated.'
        : 'The keys come out of the TLS session; a cookie stands for them in each question, so that the server need not remember.',
      { rfc: 'RFC 8915 §4' },
    );
  const parts = text.split(', ').flatMap((part) => {
    for (const [pattern, meaning] of fields) {
      const found = pattern.exec(part);
      if (found) return [{ term: part, meaning: meaning(found) }];
    }
    return [];
  });
  if (sent) {
    return explanation('Question (mode 3)', 'Asks the server for the time, and notes when the question left (T1).', {
      parts,
      rfc: 'RFC 5905 §7.3, §8',
    });
  }
  return explanation(
    'Answer (mode 4)',
    "The server's time. With the four time stamps the offset and the delay follow.",
    {
      parts,
      advice: 'Offset = ((T2 − T1) + (T3 − T4)) / 2; delay = (T4 − T1) − (T3 − T2).',
      rfc: 'RFC 5905 §7.3, §8',
    },
  );
}

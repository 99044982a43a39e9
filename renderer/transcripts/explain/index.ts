import type { Protocol } from '../../../shared/contract';
import { commandAnswered, type Line } from './answers';
import { explainDns } from './dns';
import { explainNtp } from './ntp';
import { explainPop3 } from './pop3';
import { explainSmtp } from './smtp';
import { type Explanation, explanation } from './types';

export type { Explanation } from './types';

/**
 * Explains one line of a transcript.
 * @param lines the session's lines from its beginning, by which an answer is tied to what was asked
 */
export function explain(protocol: Protocol, line: Line, lines: readonly Line[] = []): Explanation {
  if (line.direction === 'event') return explainEvent(line.text);
  const sent = line.direction === 'sent';
  switch (protocol) {
    case 'POP3':
      return explainPop3(line.text, sent, sent ? null : commandAnswered(lines, line));
    case 'SMTP':
      return explainSmtp(line.text, sent, sent ? null : commandAnswered(lines, line));
    case 'NTP':
      return explainNtp(line.text, sent);
    case 'DNS':
      return explainDns(line.text, sent);
    case 'IMAP':
      return explanation(sent ? 'Command' : 'Answer', sent ? 'Sent to the server.' : 'Said by the server.');
  }
}

function explainEvent(text: string): Explanation {
  if (/^TLSv/.test(text)) {
    return explanation('TLS', 'From here on nobody on the way can read or change what is sent.', {
      parts: text.split(' · ').map((term, index) => ({
        term,
        meaning: ['version', 'cipher', 'the name in the certificate', 'who signed the certificate'][index] ?? '',
      })),
      rfc: 'RFC 8446',
    });
  }
  if (/^connected to /.test(text))
    return explanation('Connected', 'The TCP connection stands; the server speaks first.');
  return explanation('Event', 'A note of Posthorn: this is no line on the wire.');
}

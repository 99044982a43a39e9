import type { Protocol, TranscriptLine } from '../../../shared/contract';
import { explainDns } from './dns';
import { explainNtp } from './ntp';
import { explainPop3 } from './pop3';
import { explainSmtp } from './smtp';
import { type Explanation, explanation } from './types';

export type { Explanation } from './types';

type Line = Pick<TranscriptLine, 'seq' | 'direction' | 'text'>;

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

/**
 * The command that a received line answers. Commands may be pipelined, so answers are counted off in their order;
 * the first one answers nothing, it greets. Null when lines are missing before it.
 */
function commandAnswered(lines: readonly Line[], line: Line): string | null {
  const waiting: string[] = ['greeting'];
  let expected = 0;
  for (const each of lines) {
    if (each.seq !== expected) return null;
    expected += 1;
    if (each.seq === line.seq) return waiting[0] ?? null;
    if (each.direction === 'sent') {
      const verb = /^[A-Za-z][A-Za-z\d]*/.exec(each.text)?.[0].toUpperCase();
      if (verb) waiting.push(verb);
    } else if (each.direction === 'received') {
      // `334` and `+` ask for more of the login; `354` opens the message, whose end is answered later.
      if (/^(334|\+ |\+$)/.test(each.text)) continue;
      if (/^354/.test(each.text)) waiting[0] = 'content';
      else if (/^(\d{3}(?!-)|\+OK|-ERR)/.test(each.text)) waiting.shift();
    }
  }
  return null;
}

import { plural } from '../ui/format';

/** So many people seldom all want an answer. */
const manyPeople = 10;

const attachmentWords =
  /(?<!\p{L})(?:attach(?:ed|ing|ments?)?|enclosed|enclosures?)(?!\p{L})|附件|附檔|附档|附上|隨信附|随信附|如附|夾帶|夹带/iu;

/** What the writer wrote: neither what is quoted (RFC 3676 §4.5) nor what is forwarded. */
function ownWords(text: string): string {
  const [own = ''] = text.split(/^-{5,} ?Forwarded message ?-{5,}$/m);
  return own
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
}

/**
 * What a writer may have overlooked, a sentence for each; none of it is an error.
 * @param shown how many people stand in To and Cc, where all of them see each other
 */
export function overlooked(message: {
  subject: string;
  text: string;
  attachments: number;
  shown: number;
  isReply: boolean;
  /** It answers a message that came in Bcc. */
  answersBcc: boolean;
}): string[] {
  const { subject, text, attachments, shown, isReply, answersBcc } = message;
  const found: string[] = [];
  if (subject.trim() === '') found.push('It has no subject.');
  const word = attachmentWords.exec(`${subject}\n${ownWords(text)}`)?.[0];
  if (word && attachments === 0) found.push(`It says “${word}”, and nothing is attached.`);
  if (answersBcc && shown > 1)
    found.push('The message came to you in Bcc: with this answer, everybody in it learns that you have it.');
  if (shown > manyPeople)
    found.push(
      isReply
        ? `This answer goes to ${plural(shown, 'person', 'people')}.`
        : `${plural(shown, 'person', 'people')} will see each other's addresses. In Bcc they would not.`,
    );
  return found;
}

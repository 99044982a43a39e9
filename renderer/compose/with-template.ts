import type { Draft, DraftFields } from '../../shared/contract';
import { documentOf, textOf } from '../../shared/rich-text';

type Written = Pick<DraftFields, 'subject' | 'text' | 'rich'>;

/**
 * The message with what a template says above what is written already, which may be a signature or a quote. Formatted where
 * either of them is; a subject that is there stays.
 */
export function withTemplate(
  { subject, text, rich }: Written,
  template: Pick<Draft, 'subject' | 'text' | 'rich'>,
): Written {
  const named = subject.trim() === '' ? template.subject : subject;
  if (rich === null && template.rich === null) {
    const below = text.replace(/^\n+/, '');
    return { subject: named, rich, text: below === '' ? template.text : `${template.text}\n\n${below}` };
  }
  const above = template.rich ?? documentOf(template.text);
  const [first, ...others] = (rich ?? documentOf(text.replace(/^\n+/, ''))).content;
  const isEmpty = first?.type === 'paragraph' && (first.content ?? []).length === 0;
  const below = first && !isEmpty ? [first, ...others] : others;
  const document = { type: 'doc' as const, content: [...above.content, ...below] };
  return { subject: named, rich: document, text: textOf(document) };
}

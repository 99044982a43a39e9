import { DOMParser } from 'prosemirror-model';
import * as v from 'valibot';
import type { RichDocument } from '../../../shared/rich-text';
import { richDocument } from '../../../shared/rich-text/schema';
import { cleanHtml } from './clean';
import { schema } from './schema';

/** An answer whose quote is this message, as far as an answer can hold it: its images are their words. */
export function quoteFormatted(answer: RichDocument, html: string): RichDocument {
  const body = cleanHtml(html);
  for (const image of body.querySelectorAll('img')) image.replaceWith(image.alt);
  const { content } = v.parse(richDocument, DOMParser.fromSchema(schema).parse(body).toJSON());
  const quote = answer.content.findLastIndex(({ type }) => type === 'blockquote');
  return {
    type: 'doc',
    content: answer.content.map((block, at) => (at === quote ? { type: 'blockquote' as const, content } : block)),
  };
}

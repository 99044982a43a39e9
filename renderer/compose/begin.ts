import type { Args, Draft } from '../../shared/contract';
import { textOf } from '../../shared/rich-text';
import { call } from '../client';

/** Longer HTML is the work of a program, and its words are quoted alone. */
const longestQuoted = 500_000;

/** Begins a draft. A formatted answer quotes a formatted message as it is, where what is quoted else are its words. */
export async function beginDraft(args: Args<'compose.create'>): Promise<Draft> {
  const draft = await call('compose.create', args);
  if (draft.rich === null || args.kind === 'new' || args.kind === 'forward') return draft;
  const { html } = await call('mail.message', { id: args.messageId });
  if (html === null || html.length > longestQuoted) return draft;
  const { quoteFormatted } = await import('./rich/quote');
  const rich = quoteFormatted(draft.rich, html);
  const fields = { ...draft, rich, text: textOf(rich) };
  await call('compose.save', fields);
  return fields;
}

export { documentOf } from './from-text';
export { imagesIn, mailHtmlOf } from './html';
export type { Block, Inline, RichDocument } from './schema';
export { quotedLines, textOf } from './text';

export { documentOf } from './from-text';
export { imagesIn, mailHtmlOf } from './html';
export type { Block, Inline, RichDocument } from './schema';
export { forwardMark, signed, signedDocument } from './signature';
export { quotedLines, textOf } from './text';

import { DOMParser, Slice } from 'prosemirror-model';
import type { EditorView } from 'prosemirror-view';
import type { Images } from '../use-images';
import { cleanHtml } from './clean';
import { schema } from './schema';

/** Pictures that every mail program shows inside a text. */
const isImage = ({ type }: File) => /^image\/(png|jpeg|gif|webp)$/.test(type);

/**
 * Takes what was pasted or dropped, where it is something that the text can hold.
 * @returns whether it did; the rest is a file to attach, or nothing
 */
export function takeTransfer(
  view: EditorView,
  data: DataTransfer,
  images: Images | null,
  failed: (error: unknown) => void,
): boolean {
  const html = data.getData('text/html');
  const text = data.getData('text/plain');
  const files = [...data.files];
  // Office programs add a picture of the words that were copied.
  if (html !== '' && (text !== '' || files.length === 0)) {
    void insertHtml(view, html, images).catch(failed);
    return true;
  }
  if (files.length > 0) {
    if (images === null || !files.every(isImage)) return false;
    void insertImages(view, files, images).catch(failed);
    return true;
  }
  if (text === '') return false;
  insertText(view, text);
  return true;
}

async function insertHtml(view: EditorView, html: string, images: Images | null): Promise<void> {
  const body = cleanHtml(html);
  const found: { image: Element; file: File }[] = [];
  for (const image of body.querySelectorAll('img[src]')) {
    const file = images && fileOf(image.getAttribute('src') ?? '');
    if (file) found.push({ image, file });
    else image.replaceWith(image.getAttribute('alt') ?? '');
  }
  const kept = images && found.length > 0 ? await images.keep(found.map(({ file }) => file)) : [];
  for (const [at, { image }] of found.entries()) image.setAttribute('data-sha256', kept[at] ?? '');
  const { content } = DOMParser.fromSchema(schema).parseSlice(body);
  view.dispatch(view.state.tr.replaceSelection(Slice.maxOpen(content)).scrollIntoView().setMeta('paste', true));
}

async function insertImages(view: EditorView, files: readonly File[], images: Images): Promise<void> {
  for (const [at, sha256] of (await images.keep(files)).entries()) {
    const image = schema.nodes.image.create({ sha256, alt: files[at]?.name ?? '' });
    view.dispatch(view.state.tr.replaceSelectionWith(image).scrollIntoView());
  }
}

/** Lines stay lines, and blank ones part paragraphs. */
function insertText(view: EditorView, text: string): void {
  const paragraphs = text.replace(/\r\n?/g, '\n').split(/\n{2,}/);
  const content = paragraphs.map((paragraph) => {
    const lines = paragraph
      .split('\n')
      .flatMap((line, at) => [
        ...(at > 0 ? [schema.nodes.hard_break.create()] : []),
        ...(line === '' ? [] : [schema.text(line, view.state.storedMarks ?? view.state.selection.$from.marks())]),
      ]);
    return schema.nodes.paragraph.create(null, lines);
  });
  const slice = Slice.maxOpen(schema.nodes.doc.create(null, content).content);
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true));
}

/** Null: it is no picture that every mail program shows, or no base64. */
function fileOf(dataUrl: string): File | null {
  const [, type = '', base64 = ''] = /^data:(image\/(?:png|jpeg|gif|webp));base64,(.*)$/is.exec(dataUrl) ?? [];
  if (type === '') return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new File([bytes], `image.${type.replace('image/', '').replace('jpeg', 'jpg')}`, { type });
  } catch {
    return null;
  }
}

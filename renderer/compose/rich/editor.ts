import { baseKeymap, chainCommands, exitCode } from 'prosemirror-commands';
import { history, redo, undo } from 'prosemirror-history';
import { inputRules, wrappingInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { Node } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import { type Command, EditorState, Selection } from 'prosemirror-state';
import { EditorView, type NodeView } from 'prosemirror-view';
import type { RichDocument } from '../../../shared/rich-text';
import type { Images } from '../use-images';
import { bold, bulletList, italic, numberedList, quote, underline } from './commands';
import { takeTransfer } from './insert';
import { schema } from './schema';

const { nodes } = schema;

export interface EditorOptions {
  label: string;
  document: RichDocument;
  /** Null: the text can hold none. */
  images: Images | null;
  onState(state: EditorState, changed: boolean): void;
  onLink(): void;
  onFailure(error: unknown): void;
}

/** The editor of formatted text, in this element. */
export function openEditor(place: HTMLElement, options: EditorOptions): EditorView {
  const view: EditorView = new EditorView(place, {
    state: stateOf(options.document, () => {
      options.onLink();
      return true;
    }),
    attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': options.label },
    nodeViews: { image: (node) => new ImageView(node, options.images) },
    // The editor's own way puts what was copied into the page's parser unasked, which the page's policy forbids.
    handleDOMEvents: {
      paste(_view, event) {
        if (event.clipboardData && takeTransfer(view, event.clipboardData, options.images, options.onFailure)) {
          event.preventDefault();
          event.stopPropagation();
          return true;
        }
        // Files are attached by who shows the message.
        return true;
      },
      drop(_view, event) {
        if (!event.dataTransfer || view.dragging) return false;
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (at) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
        if (takeTransfer(view, event.dataTransfer, options.images, options.onFailure)) {
          event.preventDefault();
          event.stopPropagation();
        }
        return true;
      },
    },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      options.onState(view.state, transaction.docChanged);
    },
  });
  options.onState(view.state, false);
  return view;
}

/** Another document takes the place of the one that is there; that can be undone like any change. */
export function replaceDocument(view: EditorView, document: RichDocument): void {
  const { content } = Node.fromJSON(schema, document);
  view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, content));
}

const hardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

function stateOf(document: RichDocument, link: Command): EditorState {
  const doc = Node.fromJSON(schema, document);
  doc.check();
  return EditorState.create({
    doc,
    selection: Selection.atStart(doc),
    plugins: [
      inputRules({
        rules: [
          wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
          wrappingInputRule(/^(\d{1,3})\.\s$/, nodes.ordered_list, ([, order]) => ({ order: Number(order) })),
          wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
        ],
      }),
      keymap({
        'Mod-b': bold,
        'Mod-i': italic,
        'Mod-u': underline,
        'Mod-k': link,
        'Mod-z': undo,
        'Mod-y': redo,
        'Mod-Shift-z': redo,
        'Mod-Shift-7': numberedList,
        'Mod-Shift-8': bulletList,
        'Mod-Shift-9': quote,
        Enter: splitListItem(nodes.list_item),
        'Shift-Enter': hardBreak,
        // Tab goes on to the next control, as everywhere; these two stand for it in lists.
        'Mod-]': sinkListItem(nodes.list_item),
        'Mod-[': liftListItem(nodes.list_item),
      }),
      keymap(baseKeymap),
      history(),
    ],
  });
}

class ImageView implements NodeView {
  readonly dom = document.createElement('img');

  constructor(node: Node, images: Images | null) {
    this.dom.alt = String(node.attrs.alt);
    images?.urlOf(String(node.attrs.sha256)).then(
      (url) => {
        this.dom.src = url;
      },
      // Its words stand for an image that is not there.
      () => {},
    );
  }
}

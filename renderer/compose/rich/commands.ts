import { toggleMark, wrapIn } from 'prosemirror-commands';
import type { MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState } from 'prosemirror-state';
import { liftTarget } from 'prosemirror-transform';
import { schema } from './schema';

const { nodes, marks } = schema;

export const bold = toggleMark(marks.strong);
export const italic = toggleMark(marks.em);
export const underline = toggleMark(marks.underline);

/** Into this list, out of it where it is one already. */
const toggleList =
  (type: NodeType): Command =>
  (state, dispatch, view) =>
    (isIn(state, type) ? liftListItem(nodes.list_item) : wrapInList(type))(state, dispatch, view);
export const bulletList = toggleList(nodes.bullet_list);
export const numberedList = toggleList(nodes.ordered_list);

export const quote: Command = (state, dispatch, view) => {
  if (!isIn(state, nodes.blockquote)) return wrapIn(nodes.blockquote)(state, dispatch, view);
  const range = state.selection.$from.blockRange(state.selection.$to, ({ type }) => type === nodes.blockquote);
  const target = range && liftTarget(range);
  if (range === null || target === null) return false;
  dispatch?.(state.tr.lift(range, target).scrollIntoView());
  return true;
};

export function isIn({ selection }: EditorState, type: NodeType): boolean {
  for (let depth = selection.$from.depth; depth > 0; depth--)
    if (selection.$from.node(depth).type === type) return true;
  return false;
}

export function hasMark({ doc, selection, storedMarks }: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = selection;
  return empty ? type.isInSet(storedMarks ?? $from.marks()) !== undefined : doc.rangeHasMark(from, to, type);
}

/** The link that the selection is in, from end to end; null: there is none. */
export function linkAt({ doc, selection }: EditorState): { href: string; from: number; to: number } | null {
  const { $from } = selection;
  const near = $from.parent.childAfter($from.parentOffset).node?.marks ?? $from.marks();
  const mark = marks.link.isInSet(near) ?? marks.link.isInSet($from.marks());
  if (!mark) return null;
  let found: { href: string; from: number; to: number } | null = null;
  $from.parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return;
    const from = $from.start() + offset;
    // What lies behind a gap is another link to the same place.
    if (found && found.to === from) found.to = from + node.nodeSize;
    else if (!found || found.to < $from.pos) found = { href: String(mark.attrs.href), from, to: from + node.nodeSize };
  });
  return found && doc.content.size > 0 ? found : null;
}

/** An address as somebody types it, as one that a message may link to; null: it can't be one. */
export function hrefFrom(typed: string): string | null {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:)\S+$/i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`;
  return /^[^\s@/:]+\.[^\s@/:]+(:\d+)?([/?#]\S*)?$/.test(text) ? `https://${text}` : null;
}

/** @param href null: no link any more */
export const setLink =
  (href: string | null): Command =>
  (state, dispatch) => {
    const at = linkAt(state);
    const { from, to } = state.selection.empty && at ? at : state.selection;
    const { tr } = state;
    if (href === null) tr.removeMark(from, to, marks.link);
    else if (from === to)
      tr.replaceSelectionWith(schema.text(href.replace(/^mailto:/i, ''), [marks.link.create({ href })]), false);
    else tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href }));
    dispatch?.(tr.scrollIntoView());
    return true;
  };

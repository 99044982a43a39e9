import * as v from 'valibot';

/**
 * A formatted message as a tree, in the JSON that ProseMirror reads and writes. Nothing in it is markup: what is sent is made
 * from it, and whatever it can't hold can't be sent.
 */
const marks = v.optional(
  v.array(
    v.variant('type', [
      v.object({ type: v.picklist(['strong', 'em', 'underline']) }),
      v.object({
        type: v.literal('link'),
        attrs: v.object({ href: v.pipe(v.string(), v.maxLength(10_000), v.regex(/^(https?:|mailto:)/i)) }),
      }),
    ]),
  ),
);
export type Mark = NonNullable<v.InferOutput<typeof marks>>[number];

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const inline = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string(), marks }),
  v.object({ type: v.literal('hard_break'), marks }),
  /** One of the draft's attachments, by what it is. */
  v.object({ type: v.literal('image'), attrs: v.object({ sha256, alt: v.string() }), marks }),
]);
export type Inline = v.InferOutput<typeof inline>;
const words = v.optional(v.array(inline));

export type Block =
  | { type: 'paragraph'; content?: Inline[] | undefined }
  | { type: 'heading'; attrs: { level: number }; content?: Inline[] | undefined }
  | { type: 'blockquote' | 'bullet_list' | 'list_item' | 'signature'; content: Block[] }
  | { type: 'ordered_list'; attrs: { order: number }; content: Block[] };

const block: v.GenericSchema<Block> = v.lazy(() =>
  v.variant('type', [
    v.object({ type: v.literal('paragraph'), content: words }),
    v.object({
      type: v.literal('heading'),
      attrs: v.object({ level: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3)) }),
      content: words,
    }),
    v.object({ type: v.picklist(['blockquote', 'bullet_list', 'list_item', 'signature']), content: v.array(block) }),
    v.object({
      type: v.literal('ordered_list'),
      attrs: v.object({ order: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
      content: v.array(block),
    }),
  ]),
);

export const richDocument = v.object({ type: v.literal('doc'), content: v.array(block) });
export type RichDocument = v.InferOutput<typeof richDocument>;

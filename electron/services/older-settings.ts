/** What was written when all windows shared one pair of widths, and what that pair was before anybody moved it. */
const before = { folders: ['foldersWidth', 200], list: ['listWidth', 370] } as const;
const classes = ['from1280', 'from1080', 'from960', 'from900'] as const;

/**
 * Settings of an older Posthorn in today's form: widths that somebody chose hold for every class of windows until another is
 * chosen there. What is not of that age is given back as it is.
 */
export function fromOlder(read: unknown): unknown {
  if (typeof read !== 'object' || read === null || 'paneWidths' in read) return read;
  const old = new Map(Object.entries(read));
  const chosen = Object.fromEntries(
    Object.entries(before).flatMap(([pane, [name, initial]]) => {
      const width = old.get(name);
      return width === undefined || width === initial ? [] : [[pane, width]];
    }),
  );
  return { ...read, paneWidths: Object.fromEntries(classes.map((name) => [name, chosen])) };
}

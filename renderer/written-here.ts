/** The draft for which this window alone is there; null: it is the main window. */
export function writtenHere(): number | null {
  const [, id] = /^#compose\/(\d+)$/.exec(window.location.hash) ?? [];
  return id === undefined ? null : Number(id);
}

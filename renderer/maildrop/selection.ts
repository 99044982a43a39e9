/** Where the keys are, and what is chosen, by message number; the order is that of the rows as they are shown. */
export interface Selection {
  at: number | null;
  /** Where a range begins. */
  anchor: number | null;
  selected: ReadonlySet<number>;
}

export const nothing: Selection = { at: null, anchor: null, selected: new Set() };

const single = (number: number): Selection => ({ at: number, anchor: number, selected: new Set() });

/** The row so many steps further, which ends at the first and the last one; from nowhere it begins above the first. */
function step(order: readonly number[], at: number | null, steps: number): number | undefined {
  const index = at === null ? -1 : order.indexOf(at);
  return order[Math.min(order.length - 1, Math.max(0, index + steps))];
}

function range(order: readonly number[], from: number, to: number): number[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** A click: alone it goes there, with Ctrl it adds or takes away, with Shift it chooses all from the anchor to there. */
export function pick(
  order: readonly number[],
  before: Selection,
  number: number,
  { ctrl, shift }: { ctrl: boolean; shift: boolean },
): Selection {
  if (shift) {
    const anchor = before.anchor ?? number;
    return {
      at: number,
      anchor,
      selected: new Set([...(ctrl ? before.selected : []), ...range(order, anchor, number)]),
    };
  }
  if (!ctrl) return single(number);
  // What was merely looked at belongs to the choice once there is one.
  const first = before.selected.size === 0 && before.at !== null && before.at !== number ? [before.at] : [];
  return { ...toggle({ ...before, selected: new Set([...before.selected, ...first]) }, number), at: number };
}

export function move(order: readonly number[], before: Selection, steps: number): Selection {
  const next = step(order, before.at, steps);
  return next === undefined ? before : single(next);
}

/** Shift and an arrow: from the anchor to where the keys are now. */
export function extend(order: readonly number[], before: Selection, steps: number): Selection {
  const next = step(order, before.at, steps);
  return next === undefined ? before : pick(order, before, next, { ctrl: false, shift: true });
}

export function toggle(before: Selection, number: number): Selection {
  const selected = new Set(before.selected);
  if (!selected.delete(number)) selected.add(number);
  return { ...before, anchor: number, selected };
}

export const all = (order: readonly number[], before: Selection): Selection => ({
  at: before.at ?? order[0] ?? null,
  anchor: before.anchor ?? order[0] ?? null,
  selected: new Set(order),
});

/** What a command is done to: what is chosen, or else the row where the keys are; only of what is shown. */
export function targets(order: readonly number[], { at, selected }: Selection): number[] {
  if (selected.size > 0) return order.filter((number) => selected.has(number));
  return at !== null && order.includes(at) ? [at] : [];
}

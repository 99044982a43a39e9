import { describe, expect, it } from 'vitest';
import {
  all,
  extend,
  move,
  nothing,
  pick,
  type Selection,
  targets,
  toggle,
} from '../../../renderer/maildrop/selection';

const order = [5, 3, 9, 1];
const plain = { ctrl: false, shift: false };
const ctrl = { ctrl: true, shift: false };
const shift = { ctrl: false, shift: true };
const chosen = ({ selected }: Selection) => order.filter((number) => selected.has(number));

describe('a choice', () => {
  it('is one row after a click, and what is done is done to it', () => {
    const clicked = pick(order, nothing, 3, plain);
    expect(clicked.at).toBe(3);
    expect(targets(order, clicked)).toEqual([3]);
    expect(targets(order, nothing)).toEqual([]);
  });

  it('grows and shrinks with Ctrl, beginning with the row that was looked at', () => {
    const two = pick(order, pick(order, nothing, 3, plain), 1, ctrl);
    expect(chosen(two)).toEqual([3, 1]);
    expect(chosen(pick(order, two, 3, ctrl))).toEqual([1]);
    expect(chosen(pick(order, nothing, 9, ctrl))).toEqual([9]);
  });

  it('is a range with Shift, in the order in which the rows are shown', () => {
    const ranged = pick(order, pick(order, nothing, 3, plain), 1, shift);
    expect(chosen(ranged)).toEqual([3, 9, 1]);
    expect(chosen(pick(order, ranged, 5, shift))).toEqual([5, 3]);
    expect(chosen(pick(order, nothing, 9, shift))).toEqual([9]);
  });

  it('adds a range with Ctrl and Shift', () => {
    const one = pick(order, nothing, 5, ctrl);
    const far = pick(order, one, 9, ctrl);
    expect(chosen(pick(order, far, 1, { ctrl: true, shift: true }))).toEqual([5, 9, 1]);
  });

  it('follows the arrows, and ends at the first and the last row', () => {
    expect(move(order, nothing, 1).at).toBe(5);
    expect(move(order, move(order, nothing, 1), 1).at).toBe(3);
    expect(move(order, nothing, -1).at).toBe(5);
    expect(move(order, nothing, order.length).at).toBe(1);
    expect(move(order, pick(order, nothing, 1, plain), 1).at).toBe(1);
    expect(move(order, pick(order, nothing, 1, plain), -4).at).toBe(5);
    expect(move([], nothing, 1)).toBe(nothing);
  });

  it('extends and shrinks with Shift and an arrow', () => {
    const down = extend(order, extend(order, pick(order, nothing, 5, plain), 1), 1);
    expect(chosen(down)).toEqual([5, 3, 9]);
    expect(chosen(extend(order, down, -1))).toEqual([5, 3]);
    expect(move(order, down, 1).selected.size).toBe(0);
  });

  it('is turned round by x, and is everything with Ctrl+A', () => {
    const on = toggle(pick(order, nothing, 9, plain), 9);
    expect(chosen(on)).toEqual([9]);
    expect(chosen(toggle(on, 9))).toEqual([]);
    expect(chosen(all(order, nothing))).toEqual(order);
  });

  it('counts only where it is shown', () => {
    expect(targets([5, 1], all(order, nothing))).toEqual([5, 1]);
    expect(targets([5, 1], pick(order, nothing, 3, plain))).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { windowClassOf } from '../../../renderer/ui/window-class';

it.each([
  [1920, 'from1280'],
  [1280, 'from1280'],
  [1279, 'from1080'],
  [1080, 'from1080'],
  [1079, 'from960'],
  [960, 'from960'],
  [959, 'from900'],
  // Zoomed in, a window is narrower than the smallest.
  [450, 'from900'],
])('a window of %i is %s', (width, name) => {
  expect(windowClassOf(width)).toBe(name);
});

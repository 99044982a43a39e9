import type { GPUFeatureStatus } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type GraphicsFound, recallGraphics } from '../../../electron/windows/graphics';

const day = 86_400_000;
const now = Date.UTC(2026, 0, 15);
let held: GraphicsFound | null;
beforeEach(() => {
  held = null;
});

/** Starts once on a machine with such graphics; answers whether Chromium was told not to look for them. */
function start(compositing: 'enabled' | 'disabled_software', atMs = now, chromium = '130'): boolean {
  let update = () => {};
  const disable = vi.fn();
  recallGraphics(
    {
      disableHardwareAcceleration: disable,
      getGPUFeatureStatus: () => ({ gpu_compositing: compositing }) as GPUFeatureStatus,
      onInfo: (listener) => {
        update = listener;
      },
    },
    {
      readSync: () => held,
      write: async (found) => {
        held = found;
      },
    },
    { now: atMs, chromium },
  );
  update();
  return disable.mock.calls.length > 0;
}

describe('graphics hardware', () => {
  it('is looked for at the first start', () => expect(start('disabled_software')).toBe(false));

  it('is not looked for again for a week where there was none', () => {
    start('disabled_software');
    expect(start('disabled_software', now + 6 * day)).toBe(true);
    expect(start('disabled_software', now + 8 * day)).toBe(false);
    expect(start('disabled_software', now + 9 * day)).toBe(true);
  });

  it('is looked for again by another Chromium, and where the clock went back far', () => {
    start('disabled_software');
    expect(start('disabled_software', now - 30 * day)).toBe(false);
    expect(start('disabled_software', now - 30 * day, '138')).toBe(false);
  });

  it('is used where it was found, also after it was missing', () => {
    start('disabled_software');
    start('enabled', now + 8 * day);
    expect(start('enabled', now + 9 * day)).toBe(false);
  });
});

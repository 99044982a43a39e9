import * as v from 'valibot';

export const graphicsFound = v.object({
  accelerated: v.boolean(),
  atMs: v.number(),
  /** Another Chromium may know how to use what the last one didn't. */
  chromium: v.string(),
});

/** What a start found out about the machine's graphics. */
export type GraphicsFound = v.InferOutput<typeof graphicsFound>;

const lookAgainAfterMs = 7 * 86_400_000;

/**
 * Where the last start found no graphics hardware that can be used, as on a server or in many virtual machines, this one
 * does not wait until Chromium has tried it again and given up: it draws in software at once, as it would then. It looks
 * again once a week, and after an update. Must run before the app is ready.
 */
export function recallGraphics(
  app: {
    disableHardwareAcceleration(): void;
    getGPUFeatureStatus(): { gpu_compositing: string };
    onInfo(listener: () => void): void;
  },
  file: { readSync(): GraphicsFound | null; write(found: GraphicsFound): Promise<void> },
  { now, chromium }: { now: number; chromium: string },
): void {
  const last = file.readSync();
  const holds = last !== null && last.chromium === chromium && Math.abs(now - last.atMs) < lookAgainAfterMs;
  if (holds && !last.accelerated) {
    app.disableHardwareAcceleration();
    return;
  }
  let known = holds ? last.accelerated : null;
  app.onInfo(() => {
    const accelerated = app.getGPUFeatureStatus().gpu_compositing.startsWith('enabled');
    if (accelerated === known) return;
    known = accelerated;
    // Not to know it costs a moment at the next start, and nothing else.
    file.write({ accelerated, atMs: now, chromium }).catch(() => {});
  });
}

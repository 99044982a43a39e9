import type { Sample } from './build';
import { chineseSamples } from './chinese';
import { courseSamples } from './course';
import { otherSamples } from './others';

const all: Sample[] = [...courseSamples, ...chineseSamples, ...otherSamples];

/** The messages of a new practice maildrop, oldest first, as if they had come in over the last ten days. */
export function sampleMessages(now: Date): Buffer[] {
  return [...all]
    .sort((a, b) => b.minutesAgo - a.minutesAgo)
    .map((sample) => sample.build(new Date(now.getTime() - sample.minutesAgo * 60_000)));
}

import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8's quick compiler (Maglev) have what runs often, and its thorough one (TurboFan) only what runs ten times as often as it
 * is wont to wait for. The first fetch, or the first thousands of names, run for a second or two: on two cores the thorough compiler
 * took a quarter of the processors' time from them, and was done when they were. Threads that are started later have it too.
 */
export function compileLate(): void {
  setFlagsFromString('--invocation-count-for-turbofan=30000');
}

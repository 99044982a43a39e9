import { join } from 'node:path';
import * as v from 'valibot';
import { type ClockMeasurement, clockMeasurement } from '../../shared/contract/clock';
import { JsonFile } from '../json-file';
import type { Measured } from './exchange';

const KEPT = 500;
const schema = v.object({
  nextId: v.pipe(v.number(), v.integer(), v.minValue(1)),
  measurements: v.array(clockMeasurement),
});
type Kept = v.InferOutput<typeof schema>;

/** The newest 500 measurements, in `clock-history.json` of a folder. Ids only grow, also across `clear`. */
export class ClockHistory {
  private readonly file: JsonFile<typeof schema>;
  private newest: Promise<Kept> | null = null;

  constructor(folder: string) {
    this.file = new JsonFile(join(folder, 'clock-history.json'), schema, { nextId: 1, measurements: [] });
  }

  /** Newest first. */
  async list(): Promise<ClockMeasurement[]> {
    return [...(await this.kept()).measurements].reverse();
  }

  async add(measured: Measured): Promise<ClockMeasurement> {
    const kept = await this.change(({ nextId, measurements }) => ({
      nextId: nextId + 1,
      measurements: [...measurements, { id: nextId, ...measured }].slice(-KEPT),
    }));
    return { id: kept.nextId - 1, ...measured };
  }

  async clear(): Promise<void> {
    await this.change(({ nextId }) => ({ nextId, measurements: [] }));
  }

  private kept(): Promise<Kept> {
    this.newest ??= this.file.read();
    return this.newest;
  }

  /** Changes follow each other: each begins with what the one before it made. */
  private async change(make: (kept: Kept) => Kept): Promise<Kept> {
    const next = this.kept().then(make);
    this.newest = next;
    await this.file.write(await next);
    return next;
  }
}

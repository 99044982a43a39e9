import type { Question } from '../message';
import { nameKey } from '../names';
import { type Vetted, vet } from './vetting';

/** What was heard once, and is still true. */
export interface Remembered<Extra> extends Vetted {
  id: number;
  question: Question;
  /** Who said it, and how: what one server said is not told as the word of another. */
  scope: string;
  /** What else is known of it. */
  extra: Extra;
  /** Of the injected clock, in milliseconds. */
  atMs: number;
}

const mostEntries = 2_000;

/**
 * Answers that were heard, each as long as its TTL says. What was used longest ago gives way when there are too many.
 * @typeParam Extra what is remembered beside each
 */
export class DnsCache<Extra> {
  /** The one that was used longest ago comes first. */
  private readonly entries = new Map<string, Remembered<Extra>>();
  private lastId = 0;

  /** @param nowMs a clock that never goes back */
  constructor(
    private readonly nowMs: () => number,
    private readonly most = mostEntries,
  ) {}

  /** @returns whether anything of it may be remembered */
  add(scope: string, question: Question, message: Vetted['message'], extra: Extra): boolean {
    const vetted = vet(message, question);
    if (!vetted) return false;
    const key = keyOf(scope, question);
    this.entries.delete(key);
    this.lastId += 1;
    this.entries.set(key, { ...vetted, id: this.lastId, question, scope, extra, atMs: this.nowMs() });
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.most && oldest !== undefined) this.entries.delete(oldest);
    return true;
  }

  /** With its TTLs counted down; null where nothing is known. */
  find(scope: string, question: Question): Remembered<Extra> | null {
    const key = keyOf(scope, question);
    const entry = this.entries.get(key);
    if (!entry) return null;
    this.entries.delete(key);
    if (this.leftSeconds(entry) <= 0) return null;
    this.entries.set(key, entry);
    return this.aged(entry);
  }

  leftSeconds({ ttlSeconds, atMs }: Remembered<Extra>): number {
    return Math.max(0, ttlSeconds - Math.floor((this.nowMs() - atMs) / 1000));
  }

  /** What was used last comes first. */
  list(): Remembered<Extra>[] {
    for (const [key, entry] of this.entries) if (this.leftSeconds(entry) <= 0) this.entries.delete(key);
    return [...this.entries.values()].reverse();
  }

  /** @param id null: all of it */
  remove(id: number | null): void {
    for (const [key, entry] of this.entries) if (id === null || entry.id === id) this.entries.delete(key);
  }

  private aged(entry: Remembered<Extra>): Remembered<Extra> {
    const age = Math.floor((this.nowMs() - entry.atMs) / 1000);
    const older = <R extends { ttlSeconds: number }>(records: readonly R[]) =>
      records.map((record) => ({ ...record, ttlSeconds: Math.max(0, record.ttlSeconds - age) }));
    const { message } = entry;
    const aged = { ...message, answer: older(message.answer), authority: older(message.authority) };
    return { ...entry, message: aged };
  }
}

const keyOf = (scope: string, { name, typeCode }: Question) => `${scope} ${typeCode} ${nameKey(name)}`;

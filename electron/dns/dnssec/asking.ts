import type { Received } from '../matching';
import type { Question } from '../message';
import { type Labels, nameKey } from '../names';
import { CLASS_IN } from '../types';
import { TooMuchWork } from './budget';
import { rrsetsOf } from './rrsets';
import type { RrSet } from './set';

/** Asks one question with DO and CD. Gives null where no answer of use came. */
export type Ask = (question: Question) => Promise<Received | null>;

/** An answer as sets of records. */
export interface HeardSets {
  rcode: number;
  answer: RrSet[];
  authority: RrSet[];
}

/** No answer of use came to a question that a verdict hangs on. Never leaves this folder. */
export class Unheard extends Error {
  override readonly name = 'Unheard';

  constructor(
    readonly asked: Question,
    readonly rcode: number | null,
  ) {
    super('no answer of use');
  }
}

/** Enough for the longest way down: a name below ip6.arpa has 34 labels. */
const MOST_QUESTIONS = 120;

/** Asks each question once, and not endlessly many. */
export class Questions {
  asked = 0;
  private readonly heard = new Map<string, Promise<HeardSets>>();

  constructor(
    private readonly ask: Ask,
    private readonly onQuestion: (questions: number) => void,
  ) {}

  /** @throws `Unheard`, `TooMuchWork` */
  hear(name: Labels, typeCode: number): Promise<HeardSets> {
    const key = `${nameKey(name)} ${typeCode}`;
    const known = this.heard.get(key) ?? this.hearAnew({ name, typeCode, classCode: CLASS_IN });
    this.heard.set(key, known);
    return known;
  }

  private async hearAnew(question: Question): Promise<HeardSets> {
    this.asked += 1;
    if (this.asked > MOST_QUESTIONS) throw new TooMuchWork('questions');
    this.onQuestion(this.asked);
    const received = await this.ask(question);
    const { message, bytes } = received ?? {};
    if (!message || !bytes || (message.rcode !== 0 && message.rcode !== 3))
      throw new Unheard(question, message?.rcode ?? null);
    return {
      rcode: message.rcode,
      answer: rrsetsOf(message.answer, bytes),
      authority: rrsetsOf(message.authority, bytes),
    };
  }
}

import * as v from 'valibot';
import { endpoint } from './common';
import { call, event } from './define';

const ms = (most: number) => v.pipe(v.number(), v.minValue(0), v.maxValue(most));
const aheadMs = v.pipe(v.number(), v.minValue(-86_400_000), v.maxValue(86_400_000));

/** How a practice NTP server differs from one that is right and near. */
const behaviour = v.object({
  /** Besides what all of them are ahead by. */
  aheadMs,
  driftPpm: v.pipe(v.number(), v.minValue(-1_000), v.maxValue(1_000)),
  /** How long a question takes to it, and an answer back; each up to `jitterMs` more. */
  thereMs: ms(1_000),
  backMs: ms(1_000),
  jitterMs: ms(1_000),
  lossPercent: ms(100),
  kiss: v.nullable(v.picklist(['DENY', 'RSTR', 'RATE'])),
});
const practiceClock = v.object({ name: v.string(), endpoint, behaviour });
export type PracticeClock = v.InferOutput<typeof practiceClock>;

export const practiceStatus = v.variant('on', [
  v.object({ on: v.literal(false) }),
  v.object({
    on: v.literal(true),
    accountId: v.string(),
    pop3: endpoint,
    smtp: endpoint,
    ntp: endpoint,
    dns: endpoint,
    /** The NTP servers, of which `ntp` is the first; the last one lies until it is told otherwise. */
    clocks: v.array(practiceClock),
    /** How far their clocks are ahead of this computer's. */
    clockOffsetMs: v.number(),
  }),
]);
export type PracticeStatus = v.InferOutput<typeof practiceStatus>;

export const practiceCalls = {
  'practice.status': call(v.object({}), practiceStatus),
  'practice.start': call(v.object({}), practiceStatus),
  'practice.stop': call(v.object({}), practiceStatus),
  'practice.setClockOffset': call(v.object({ offsetMs: aheadMs }), practiceStatus),
  'practice.setClock': call(
    v.object({ index: v.pipe(v.number(), v.integer(), v.minValue(0)), behaviour }),
    practiceStatus,
  ),
  'practice.changed': event(practiceStatus),
};

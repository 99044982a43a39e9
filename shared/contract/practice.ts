import * as v from 'valibot';
import { endpoint } from './common';
import { call, event } from './define';

export const practiceStatus = v.variant('on', [
  v.object({ on: v.literal(false) }),
  v.object({
    on: v.literal(true),
    accountId: v.string(),
    pop3: endpoint,
    smtp: endpoint,
    ntp: endpoint,
    dns: endpoint,
    /** How far the practice NTP server's clock is ahead of this computer's. */
    clockOffsetMs: v.number(),
  }),
]);
export type PracticeStatus = v.InferOutput<typeof practiceStatus>;

export const practiceCalls = {
  'practice.status': call(v.object({}), practiceStatus),
  'practice.start': call(v.object({}), practiceStatus),
  'practice.stop': call(v.object({}), practiceStatus),
  'practice.setClockOffset': call(
    v.object({ offsetMs: v.pipe(v.number(), v.minValue(-86_400_000), v.maxValue(86_400_000)) }),
    practiceStatus,
  ),
  'practice.changed': event(practiceStatus),
};

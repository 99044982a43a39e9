import { join } from 'node:path';
import type { Args, ClockReading, ClockServer } from '../../shared/contract';
import { PosthornError } from '../../shared/errors';
import type { Association } from '../clock';
import type { JobContext } from '../ipc';
import { JsonFile } from '../json-file';
import type { Context } from './context';
import { saveFile } from './save-file';

/** How often it is looked whether a measurement is due: a computer that slept is not late by more than this. */
const lookEveryMs = 5_000;

type ClockContext = Pick<Context, 'profile' | 'transcripts' | 'emit' | 'trusted'> & {
  platform: Pick<Context['platform'], 'notify' | 'pickSavePath'>;
  settings: Pick<Context['settings'], 'current'>;
};

/**
 * The clock. Its module comes when it is first asked for, or when a measurement is due by itself.
 * @param practising whether the practice servers run: measurements are then kept apart
 */
export function clockServices(
  { profile, transcripts, platform, settings, emit, trusted }: ClockContext,
  practising: () => boolean,
) {
  const open = async () => {
    const clock = await import('../clock');
    const refusals = new JsonFile(join(profile, 'clock-refusals.json'), clock.refusalsSchema, {});
    return {
      clock,
      histories: {
        real: new clock.ClockHistory(profile),
        practice: new clock.ClockHistory(join(profile, 'practice')),
      },
      manners: new clock.Manners(refusals),
      associations: new Map<string, Association>(),
    };
  };
  let opened: ReturnType<typeof open> | null = null;
  const parts = () => {
    opened ??= open();
    return opened;
  };
  /** What a class tries out must not stand among what this computer's clock really did. */
  const history = async () => (await parts()).histories[practising() ? 'practice' : 'real'];
  let lastAt: number | null = null;
  let tellsLimit = true;

  const keep = async (measured: Omit<ClockReading, 'id'>): Promise<ClockReading> => {
    const kept = await (await history()).add(measured);
    emit('clock.changed', {});
    tell(kept);
    return kept;
  };
  /** Once, when the offset passes the limit; again only after it was below it. */
  const tell = ({ result, sentence }: ClockReading) => {
    const limitMs = settings.current.clockLimitMs;
    if (!result || limitMs === null || practising()) return;
    const beyond = Math.abs(result.offsetUs) - result.errorUs > limitMs * 1000;
    if (beyond && tellsLimit) platform.notify({ title: 'This computer’s clock is off', body: sentence });
    tellsLimit = !beyond;
  };
  /** Asks each of the person's servers once; a burst each time would be more than a server should bear. */
  const measureByItself = async (servers: readonly ClockServer[]) => {
    const { clock, manners, associations } = await parts();
    const ca = await trusted();
    const eager = !practising();
    await keep(await clock.measure({ servers, transcripts, manners, associations, ca, eager, rounds: 1 }));
  };
  const timer = setInterval(() => {
    const { clockEverySeconds, ntpServers } = settings.current;
    if (clockEverySeconds === null || ntpServers.length === 0) return;
    const now = performance.now();
    if (lastAt !== null && now - lastAt < clockEverySeconds * 1000) return;
    lastAt = now;
    // Nobody waits for it; what happened to each server stands in its transcript.
    measureByItself(ntpServers).catch(() => {});
  }, lookEveryMs);
  timer.unref();

  // What a class tries out with practice clocks says nothing of the clock that mail and certificates are judged by.
  const offsetAt = async (atMs: number) => (await parts()).histories.real.offsetAt(atMs);
  return {
    offsetAt,
    close: () => clearInterval(timer),
    calls: {
      'clock.newest': async () => (await history()).newest(),
      'clock.history': async ({ hours }: Args<'clock.history'>) => (await history()).told(hours),
      async 'clock.clearHistory'() {
        await (await history()).clear();
        emit('clock.changed', {});
      },
      'clock.offsetAt': ({ at }: Args<'clock.offsetAt'>) => offsetAt(Date.parse(at)),
      'clock.forgive': async (place: Args<'clock.forgive'>) => (await parts()).manners.forgive(place),
      async 'clock.keeper'() {
        const { askKeeper } = await import('../clock');
        return askKeeper();
      },
      async 'clock.export'({ format }: Args<'clock.export'>) {
        const path = await platform.pickSavePath({ title: 'Export clock measurements', name: `clock.${format}` });
        if (path === null) return { path };
        const { clock } = await parts();
        const kept = await history();
        const points = await kept.points();
        await saveFile(
          path,
          format === 'csv' ? clock.historyCsv(points) : clock.clockJson(await kept.newest(), points),
        );
        return { path };
      },
    },
    jobs: {
      async 'clock.measure'({ servers }: Args<'clock.measure'>, { signal, progress }: JobContext<'clock.measure'>) {
        const { clock, manners, associations } = await parts();
        const measured = await clock.measure({
          servers,
          transcripts,
          manners,
          associations,
          ca: await trusted(),
          eager: !practising(),
          signal,
          onRound: (reading, round, rounds) => progress({ round, rounds, reading: { id: 0, ...reading } }),
        });
        const [only, ...others] = measured.sources;
        // Of one server there is nothing to compare: what went wrong with it is what went wrong.
        if (only?.error && !only.answer && others.length === 0) throw new PosthornError(only.error);
        return keep(measured);
      },
    },
  };
}

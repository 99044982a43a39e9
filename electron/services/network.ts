import { writeFile } from 'node:fs/promises';
import type { Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Context } from './context';

/** The clock. Its modules come when they are first asked. */
export function networkServices({ profile, transcripts, emit }: Context) {
  let opened: Promise<import('../clock').ClockHistory> | null = null;
  const history = () => {
    opened ??= import('../clock').then(({ ClockHistory }) => new ClockHistory(profile));
    return opened;
  };
  return {
    calls: {
      'clock.history': async () => (await history()).list(),
      async 'clock.clearHistory'() {
        await (await history()).clear();
        emit('clock.changed', {});
      },
    },
    jobs: {
      async 'clock.measure'({ host, port }: Args<'clock.measure'>, { signal, progress }: JobContext<'clock.measure'>) {
        const { measure } = await import('../clock');
        const onSample = (sample: number, samples: number) => progress({ sample, samples });
        const measured = await measure({ host, port, transcripts, signal, onSample });
        const kept = await (await history()).add(measured);
        emit('clock.changed', {});
        return kept;
      },
    },
  };
}

export function wireCalls({ transcripts, platform }: Pick<Context, 'transcripts' | 'platform'>) {
  return {
    'wire.sessions': () => transcripts.sessions(),
    'wire.lines': ({ sessionId, from }: Args<'wire.lines'>) => ({ lines: transcripts.lines(sessionId, from) }),
    async 'wire.save'({ sessionId }: Args<'wire.save'>) {
      const text = transcripts.toText(sessionId);
      if (text === null) return { path: null };
      const path = await platform.pickSavePath({ title: 'Save transcript', name: 'transcript.txt' });
      if (path === null) return { path };
      await writeFile(path, text).catch((cause: unknown) => {
        throw fail('store.write-failed', { path, reason: String(cause) }, { cause });
      });
      return { path };
    },
  };
}

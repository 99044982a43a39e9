import { writeFile } from 'node:fs/promises';
import type { Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { JobContext } from '../ipc';
import type { Context } from './context';

/** DNS. Its module comes when it is first asked for. */
export function networkServices({ transcripts }: Pick<Context, 'transcripts'>) {
  return {
    calls: {
      'dns.resolvers': async () => (await import('../dns')).systemResolvers(),
    },
    jobs: {
      async 'dns.query'(question: Args<'dns.query'>, { signal, progress }: JobContext<'dns.query'>) {
        const { query } = await import('../dns');
        return query({ question, transcripts, signal, onStep: (step) => progress({ step }) });
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

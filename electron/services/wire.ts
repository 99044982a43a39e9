import { writeFile } from 'node:fs/promises';
import type { Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { Context } from './context';

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

import type { Args } from '../../shared/contract';
import type { Context } from './context';
import { saveFile } from './save-file';

export function wireCalls({ transcripts, platform }: Pick<Context, 'transcripts' | 'platform'>) {
  return {
    'wire.sessions': () => transcripts.sessions(),
    'wire.lines': ({ sessionId, from }: Args<'wire.lines'>) => ({ lines: transcripts.lines(sessionId, from) }),
    async 'wire.save'({ sessionId }: Args<'wire.save'>) {
      const text = transcripts.toText(sessionId);
      if (text === null) return { path: null };
      const path = await platform.pickSavePath({ title: 'Save transcript', name: 'transcript.txt' });
      if (path === null) return { path };
      await saveFile(path, text);
      return { path };
    },
  };
}

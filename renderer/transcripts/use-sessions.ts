import { useEffect, useState } from 'react';
import type { SessionSummary, TranscriptLine } from '../../shared/contract';
import { call, on } from '../client';

/** All sessions, newest first, as they come and change. */
export function useSessions(): SessionSummary[] | null {
  const [sessions, setSessions] = useState<SessionSummary[] | null>(null);
  useEffect(() => {
    void call('wire.sessions', {}).then(setSessions);
    return on('wire.session', (changed) => {
      setSessions((all) => {
        const known = all?.some(({ id }) => id === changed.id);
        if (!all || !known) return [changed, ...(all ?? [])];
        return all.map((one) => (one.id === changed.id ? changed : one));
      });
    });
  }, []);
  return sessions;
}

/** The lines of one session, as they come. */
export function useLines(sessionId: string): TranscriptLine[] {
  const [lines, setLines] = useState<TranscriptLine[]>([]);
  useEffect(() => {
    setLines([]);
    if (!sessionId) return;
    const add = (more: TranscriptLine[]) => {
      setLines((all) => {
        const last = all.at(-1)?.seq ?? -1;
        const fresh = more.filter(({ seq }) => seq > last);
        return fresh.length > 0 ? [...all, ...fresh] : all;
      });
    };
    const end = on('wire.newLines', (news) => news.sessionId === sessionId && add(news.lines));
    let current = true;
    void call('wire.lines', { sessionId, from: 0 }).then((answer) => {
      if (current) setLines((all) => (all.length > answer.lines.length ? all : answer.lines));
    });
    return () => {
      current = false;
      end();
    };
  }, [sessionId]);
  return lines;
}

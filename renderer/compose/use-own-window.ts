import { useEffect } from 'react';
import { call, on } from '../client';

/**
 * For a window that is there for one draft alone: it bears the subject, and saves what stands there before it closes. Where that
 * fails it stays, and the failure is on the screen.
 * @param owns false: the draft is written in a part of another window
 */
export function useOwnWindow(id: number, owns: boolean, subject: string, save: () => Promise<void>): void {
  useEffect(() => {
    if (owns) document.title = subject.trim() || 'New message';
  }, [owns, subject]);
  useEffect(() => {
    if (!owns) return;
    return on('compose.closing', (closing) => {
      if (closing.id !== id) return;
      void save()
        .then(() => call('compose.closeWindow', { id }))
        .catch(() => {});
    });
  }, [id, owns, save]);
}

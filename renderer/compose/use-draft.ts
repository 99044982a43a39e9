import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft, DraftFields } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';

/** So long after a change it is saved, whether or not somebody types on: a crash loses no more than this. */
const saveAfterMs = 1_500;

/** The fields as they are typed, saved by themselves. */
export function useDraft(draft: Draft) {
  const { id, accountId, identityId, to, cc, bcc, subject, text, rich, receipt, priority } = draft;
  const [fields, setFields] = useState<DraftFields>({
    id,
    accountId,
    identityId,
    to,
    cc,
    bcc,
    subject,
    text,
    rich,
    receipt,
    priority,
  });
  const [savedAt, setSavedAt] = useState(draft.savedAt);
  const [error, setError] = useState<PosthornError>();
  const latest = useRef(fields);
  const dirty = useRef(false);
  const saving = useRef<Promise<void>>(Promise.resolve());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const write = useCallback(async () => {
    if (!dirty.current) return;
    dirty.current = false;
    try {
      const saved = await call('compose.save', latest.current);
      setSavedAt(saved.savedAt);
      setError(undefined);
    } catch (thrown) {
      dirty.current = true;
      setError(asPosthornError(thrown));
      throw thrown;
    }
  }, []);

  /** Resolves when everything that was typed until now is on the disk, also what an earlier call is still saving. */
  const save = useCallback((): Promise<void> => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const saved = saving.current.then(write);
    saving.current = saved.catch(() => {});
    return saved;
  }, [write]);

  const change = useCallback(
    (part: Partial<DraftFields>) => {
      latest.current = { ...latest.current, ...part };
      setFields(latest.current);
      dirty.current = true;
      timer.current ??= setTimeout(() => void save().catch(() => {}), saveAfterMs);
    },
    [save],
  );
  // Whatever closes the sheet or hides the window, what was typed is saved.
  useEffect(() => {
    const now = () => void save().catch(() => {});
    window.addEventListener('blur', now);
    return () => {
      window.removeEventListener('blur', now);
      now();
    };
  }, [save]);
  return { fields, change, save, savedAt, error };
}

import Reply from 'lucide-react/icons/reply';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Draft, MessageView } from '../../shared/contract';
import { call } from '../client';
import { useApp } from '../shell/state';
import { Problem } from '../ui/problem';
import { useAttempt } from '../use-attempt';

const Composer = lazy(() => import('../compose/composer').then((module) => ({ default: module.Composer })));

/** An answer to the author, written under the message while it can be read; it grows to the sheet where more is wanted. */
export function InlineReply({ view }: { view: MessageView }) {
  const { openDraft } = useApp();
  const [draft, setDraft] = useState<Draft | null>(null);
  const { error, attempt } = useAttempt();
  /** The answer as long as nobody has written in it. */
  const blank = useRef<number | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  // An answer that was begun and not written is none: it would stay among the drafts.
  const dropBlank = () => {
    const id = blank.current;
    blank.current = null;
    if (id !== null) void call('compose.discard', { id });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another message is shown
  useEffect(() => dropBlank, []);

  const wasOpen = useRef(false);
  useEffect(() => {
    // The focus goes back to where it came from.
    if (draft === null && wasOpen.current) button.current?.focus();
    wasOpen.current = draft !== null;
  }, [draft]);

  const begin = () =>
    attempt(async () => {
      const { beginDraft } = await import('../compose/begin');
      const begun = await beginDraft({ kind: 'reply', messageId: view.row.id });
      blank.current = begun.id;
      setDraft(begun);
    });
  const close = () => {
    dropBlank();
    setDraft(null);
  };
  const author = view.replyTo[0] ?? view.row.from;
  return (
    <section className="inline-reply" aria-label="Answer">
      {error && <Problem error={error.toJSON()} />}
      {draft === null ? (
        <button ref={button} type="button" className="answer" onClick={() => void begin()}>
          <Reply size={15} strokeWidth={1.6} aria-hidden />
          Answer {author.name || author.address} here
        </button>
      ) : (
        <Suspense fallback={<div aria-busy />}>
          <Composer
            key={draft.id}
            draft={draft}
            compact={{
              onTouch: () => {
                blank.current = null;
              },
              onExpand: () => {
                blank.current = null;
                setDraft(null);
                openDraft(draft.id);
              },
            }}
            onClose={close}
            onDiscard={() =>
              void attempt(async () => {
                await call('compose.discard', { id: draft.id });
                blank.current = null;
                close();
              })
            }
          />
        </Suspense>
      )}
    </section>
  );
}

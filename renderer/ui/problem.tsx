import type { ReactNode } from 'react';
import type { ErrorData } from '../../shared/errors';

/** What is told of an error; its code is for programs. */
export type Told = Pick<ErrorData, 'happened' | 'safe' | 'todo' | 'answer'>;

/** An error in three short sentences, the server's own words below, and what can be done. */
export function Problem({ error, children }: { error: Told; children?: ReactNode }) {
  const { answer } = error;
  return (
    <div className="problem" role="alert">
      <div>
        <b>{error.happened}</b> {error.safe} {error.todo}
      </div>
      {answer && <div className="words">{[answer.code, answer.enhanced, answer.text].filter(Boolean).join(' ')}</div>}
      {children && <div className="actions">{children}</div>}
    </div>
  );
}

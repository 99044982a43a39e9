import { type ReactNode, useState } from 'react';
import type { ErrorData, Validity } from '../../shared/errors';
import { certificateHint } from '../clock/corrected';
import { useCall } from '../use-call';

/** What is told of an error; its code is for programs. */
export type Told = Pick<ErrorData, 'happened' | 'safe' | 'todo' | 'answer' | 'validity'>;

/** An error in three short sentences, the server's own words below, and what can be done. */
export function Problem({ error, children }: { error: Told; children?: ReactNode }) {
  const { answer, validity } = error;
  return (
    <div className="problem" role="alert">
      <div>
        <b>{error.happened}</b> {error.safe} {error.todo} {validity && <Hint validity={validity} />}
      </div>
      {answer && <div className="words">{[answer.code, answer.enhanced, answer.text].filter(Boolean).join(' ')}</div>}
      {children && <div className="actions">{children}</div>}
    </div>
  );
}

/** Whether it is the certificate that is wrong, or this computer's clock. */
function Hint({ validity }: { validity: Validity }) {
  const [at] = useState(() => new Date().toISOString());
  const { data } = useCall('clock.offsetAt', { at }, ['clock.changed']);
  return certificateHint(validity, Date.parse(at), data ?? null);
}

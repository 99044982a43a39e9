import type { ReactNode } from 'react';
import type { Protocol } from '../../shared/contract';
import { Transcript } from '../transcripts/transcript';
import { useLines } from '../transcripts/use-sessions';
import '../transcripts/wire.css';

interface SessionSideProps {
  protocol: Protocol;
  sessionId: string;
  /** What stands beside the heading. */
  beside?: ReactNode;
  /** What stands under the lines: a way to say something oneself. */
  children?: ReactNode;
}

/** What is said between the two programs, as it is said. */
export function SessionSide({ protocol, sessionId, beside, children }: SessionSideProps) {
  const lines = useLines(sessionId);
  return (
    <div className="session-side" data-pane>
      <div className="side-head">
        <h2>This session</h2>
        {beside}
      </div>
      {lines.length > 0 ? (
        <Transcript
          key={sessionId}
          follow
          lines={lines}
          session={lines}
          protocol={protocol}
          name="This session"
          wrap
          inline
          selected={null}
          onSelect={() => {}}
        />
      ) : (
        <p className="dim">Every command appears here as it is sent.</p>
      )}
      {children}
    </div>
  );
}

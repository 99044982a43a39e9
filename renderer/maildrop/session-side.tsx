import type { Maildrop } from '../../shared/contract';
import { Transcript } from '../transcripts/transcript';
import { useLines } from '../transcripts/use-sessions';
import '../transcripts/wire.css';
import { AnswerLanguage } from './answer-language';
import { CommandLine } from './command-line';

interface SessionSideProps {
  maildrop: Maildrop | null;
  attempt(work: () => Promise<unknown>): Promise<void>;
  onQuit(): void;
}

/** What is said between the two programs, as it is said, and a way to say something oneself. */
export function SessionSide({ maildrop, attempt, onQuit }: SessionSideProps) {
  const lines = useLines(maildrop?.sessionId ?? '');
  return (
    <div className="drop-side" data-pane>
      <div className="side-head">
        <h2>This session</h2>
        {maildrop?.state === 'open' && <AnswerLanguage maildrop={maildrop} attempt={attempt} />}
      </div>
      {lines.length > 0 ? (
        <Transcript
          key={maildrop?.sessionId}
          follow
          lines={lines}
          session={lines}
          protocol="POP3"
          name="This session"
          wrap
          inline
          selected={null}
          onSelect={() => {}}
        />
      ) : (
        <p className="dim">Every command appears here as it is sent.</p>
      )}
      {maildrop?.state === 'open' && <CommandLine accountId={maildrop.accountId} onQuit={onQuit} />}
    </div>
  );
}

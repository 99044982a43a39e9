import type { TypedAddress } from '../../shared/addresses';
import type { DomainCheck } from './domain-check';

export interface Problem {
  who: string;
  words: string;
  /** The domain that was probably meant. */
  suggestion: string | null;
  take(domain: string): void;
}

/** What is wrong with a field, in sentences; said once when it turns up. */
export function RecipientProblems({ id, problems }: { id: string; problems: Problem[] }) {
  return (
    <div id={id} className="recipient-problems" aria-live="polite">
      {problems.map(({ who, words, suggestion, take }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same text may be typed twice
        <p key={index}>
          <b>{who}</b> <span>{words}</span>
          {suggestion && (
            <>
              {' '}
              Did you mean{' '}
              <button type="button" className="suggestion" onClick={() => take(suggestion)}>
                {suggestion}
              </button>
              ?
            </>
          )}
        </p>
      ))}
    </div>
  );
}

/** Whether this state is told in a sentence besides the chip's icon and title. */
export const isProblem = ({ state }: DomainCheck) => state === 'missing' || state === 'refuses';

export const notAnAddress = ({ text, problem }: TypedAddress): Problem => ({
  who: text,
  words: problem,
  suggestion: null,
  take() {},
});

import type { ReactNode } from 'react';
import type { Delivery } from '../../shared/contract';
import { go } from '../shell/route';
import { useApp } from '../shell/state';
import { formatMoment } from '../ui/format';
import { Problem } from '../ui/problem';

const chips = {
  waiting: ['', 'not tried'],
  accepted: ['ok', 'accepted'],
  refused: ['bad', 'refused'],
  later: ['warn', 'later'],
  doubtful: ['warn', 'in doubt'],
} as const;

/**
 * How the last try went: what happened, and the server's answer for each recipient.
 * @param children what can be done about it
 */
export function DeliveryReport({ delivery, children }: { delivery: Delivery; children?: ReactNode }) {
  const { openDraft } = useApp();
  const { error, sessionId, lastTryAt, attempts } = delivery;
  const transcript = sessionId && (
    <button
      type="button"
      className="button bare"
      onClick={() => {
        openDraft(null);
        go('wire', sessionId);
      }}
    >
      Show transcript
    </button>
  );
  return (
    <section className="delivery" aria-label="Delivery">
      {error && (
        <Problem error={error}>
          {children}
          {transcript}
        </Problem>
      )}
      {lastTryAt && (
        <div className="dim small">
          Last try: {formatMoment(lastTryAt)}, number {attempts}.
        </div>
      )}
      <table>
        <tbody>
          {delivery.recipients.map(({ address, state, answer, code, enhanced }) => (
            <tr key={address}>
              <td>
                <span className={`chip ${chips[state][0]}`}>{chips[state][1]}</span>
              </td>
              <td>{address}</td>
              <td className="mono dim">{[code, enhanced, answer].filter(Boolean).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

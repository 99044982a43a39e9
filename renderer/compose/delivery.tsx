import type { Delivery } from '../../shared/contract';
import { go } from '../shell/route';
import { useApp } from '../shell/state';
import { formatTime } from '../ui/format';
import { Problem } from '../ui/problem';

const chips = {
  waiting: ['', 'not tried'],
  accepted: ['ok', 'accepted'],
  refused: ['bad', 'refused'],
  later: ['warn', 'later'],
  doubtful: ['warn', 'in doubt'],
} as const;

interface Props {
  delivery: Delivery;
  onTry(): void;
  /** A person knows that a doubtful message has arrived. */
  onArrived(): void;
}

/** How the last try went: what happened, and the server's answer for each recipient. */
export function DeliveryReport({ delivery, onTry, onArrived }: Props) {
  const { openDraft } = useApp();
  const doubtful = delivery.state === 'doubtful';
  const some = delivery.recipients.some(({ state }) => state === 'accepted');
  return (
    <section className="delivery" aria-label="Delivery">
      {delivery.error && (
        <Problem error={delivery.error}>
          <button type="button" className="button" onClick={onTry}>
            {doubtful ? 'Send again' : some ? 'Send to the refused one again' : 'Try now'}
          </button>
          {doubtful && (
            <button type="button" className="button" onClick={onArrived}>
              It has arrived
            </button>
          )}
          {delivery.sessionId && (
            <button
              type="button"
              className="button bare"
              onClick={() => {
                openDraft(null);
                go('wire', delivery.sessionId);
              }}
            >
              Show transcript
            </button>
          )}
        </Problem>
      )}
      <div className="dim small">
        It waits in Outbox.
        {delivery.lastTryAt && ` Last try ${formatTime(delivery.lastTryAt)}, number ${delivery.attempts}.`}
      </div>
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

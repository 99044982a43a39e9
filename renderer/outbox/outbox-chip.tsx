import { useCall } from '../use-call';
import { statusText } from './words';

/** What the status bar says of the outbox, and the way there. @param ask whether the window has a moment for it */
export function OutboxChip({ ask, onShow }: { ask: boolean; onShow(): void }) {
  const { data } = useCall('outbox.status', ask ? {} : null, ['outbox.changed']);
  const text = data ? statusText(data) : '';
  if (!text) return null;
  return (
    <button
      type="button"
      className={`chip ${data && (data.offline || data.stopped > 0) ? 'warn' : ''}`}
      title="Show the Outbox"
      onClick={onShow}
    >
      {text}
    </button>
  );
}

import type { OutboxStatus } from '../../shared/contract';
import { call } from '../client';
import { useCall } from '../use-call';
import { tell } from './queue';
import { statusText } from './words';

export const setPaused = (paused: boolean) => void call('outbox.setPaused', { paused }).catch(tell);

/** Above the list of the outbox: how it stands as a whole, and whether anything goes by itself. */
export function OutboxBar() {
  const { data } = useCall('outbox.status', {}, ['outbox.changed']);
  if (!data) return null;
  return (
    <div className="getting" role="status" aria-label="Outbox">
      <span className="grow">{sentence(data)}</span>
      <button type="button" className="button" onClick={() => setPaused(!data.paused)}>
        {data.paused ? 'Resume' : 'Pause outbox'}
      </button>
    </div>
  );
}

const sentence = (status: OutboxStatus): string => statusText(status) || 'Nothing waits.';

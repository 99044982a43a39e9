import { formatAhead } from '../ui/format';
import { useCall } from '../use-call';

/** From here on the Date of a message is plainly wrong. */
const wrongUs = 60_000_000;
/** Who has set the clock since has no use for an old measurement. */
const staleMs = 24 * 3_600_000;

/** A line over a message that is being written, when it would bear a wrong date. */
export function ClockWarning() {
  const { data } = useCall('clock.newest', {}, ['clock.changed']);
  if (!data?.result || Math.abs(data.result.offsetUs) < wrongUs) return null;
  if (Math.abs(Date.now() - Date.parse(data.at)) - Math.abs(data.result.offsetUs) / 1000 > staleMs) return null;
  return (
    <p className="note warn" role="status" aria-label="Clock warning">
      This computer's clock is off by {formatAhead(data.result.offsetUs)}: your message will bear a wrong date. Set the
      clock first; the Clock screen says how.
    </p>
  );
}

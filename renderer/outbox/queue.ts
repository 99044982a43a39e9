import { asPosthornError } from '../../shared/errors';
import { call } from '../client';
import { formatComing } from '../ui/format';
import { countDown, endCountDown, say } from '../ui/toast';

/** Says what went wrong where there is no better place for it. */
export function tell(thrown: unknown): void {
  const { message, safe, todo } = asPosthornError(thrown);
  say([message, safe, todo].filter(Boolean).join(' '));
}

/** Takes a message out of the outbox, and opens it where it is written. */
export async function edit(id: number, open: (id: number) => void): Promise<void> {
  try {
    await call('outbox.take', { id });
    endCountDown(id);
    open(id);
  } catch (thrown) {
    tell(thrown);
  }
}

/**
 * Says that a message was put into the outbox, with the way back.
 * @param goesAt ISO 8601
 * @param chosen somebody chose that time
 */
export function sayQueued(id: number, goesAt: string, chosen: boolean, open: (id: number) => void): void {
  const undo = () => void edit(id, open);
  const until = Date.parse(goesAt);
  if (chosen) say(`It goes ${formatComing(goesAt)}.`, undo);
  else if (until > Date.now()) countDown({ key: id, text: 'Sending in', until, undo });
}

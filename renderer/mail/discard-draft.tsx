import type { MessageRow } from '../../shared/contract';
import { call } from '../client';
import { Confirm } from '../ui/dialog';
import { say } from '../ui/toast';
import { subjectOf } from './message-list';

/** Asks before a draft is thrown away: there is no Trash for what was never sent. */
export function DiscardDraft({ row, onClose }: { row: MessageRow; onClose(): void }) {
  const discard = async () => {
    await call('compose.discard', { id: row.id });
    say(row.folder === 'outbox' ? 'Taken out of the Outbox.' : 'Draft discarded.');
  };
  return (
    <Confirm title="Discard this message?" action="Discard message" onClose={onClose} onConfirm={() => void discard()}>
      <b>{subjectOf(row)}</b> will be gone for ever.
    </Confirm>
  );
}

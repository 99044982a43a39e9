import MailCheck from 'lucide-react/icons/mail-check';
import { useState } from 'react';
import type { MessageView } from '../../shared/contract';
import { call } from '../client';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useAttempt } from '../use-attempt';
import { useCall } from '../use-call';

/** Offers to tell who asks for it that the message was read; nothing is told by itself. */
export function ReceiptBar({ view }: { view: MessageView }) {
  const { id } = view.row;
  const { data } = useCall('mail.receiptAsked', view.receiptTo.length > 0 ? { id } : null);
  const [state, setState] = useState<'asked' | 'sending' | 'answered'>('asked');
  const { error, attempt } = useAttempt();
  if (!data?.asked || state === 'answered') return null;

  const answer = (send: boolean) =>
    attempt(async () => {
      setState('sending');
      try {
        await call('mail.answerReceipt', { id, send });
        setState('answered');
        if (send) say('The receipt is sent.');
      } catch (thrown) {
        setState('asked');
        throw thrown;
      }
    });
  return (
    <>
      <section className="note" aria-label="Read receipt">
        <MailCheck size={16} strokeWidth={1.6} aria-hidden />
        <span className="grow">
          {view.receiptTo.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')} asks to be
          told that you opened this.
        </span>
        <button type="button" className="button" disabled={state === 'sending'} onClick={() => void answer(true)}>
          Send receipt
        </button>
        <button type="button" className="button bare" disabled={state === 'sending'} onClick={() => void answer(false)}>
          Don't
        </button>
      </section>
      {error && <Problem error={error.toJSON()} />}
    </>
  );
}

import './outbox.css';
import { type ReactNode, useEffect, useState } from 'react';
import type { Draft, OutboxStatus, Payload } from '../../shared/contract';
import { call, on } from '../client';
import { DeliveryReport } from '../compose/delivery';
import { BackToList } from '../mail/back-to-list';
import { useApp } from '../shell/state';
import { formatFull } from '../ui/format';
import { Problem } from '../ui/problem';
import { endCountDown, say } from '../ui/toast';
import { useCall } from '../use-call';
import { edit, tell } from './queue';
import { lastLineOf, octetsText, sentenceOf, stepTexts } from './words';

/** One message of the outbox: how it stands, what goes out, and what can be done. */
export default function OutboxPane({ id, onBack }: { id: number; onBack(): void }) {
  const { openDraft } = useApp();
  const asked = useCall('compose.get', { id }, ['outbox.changed']);
  const status = useCall('outbox.status', {}, ['outbox.changed']);
  const draft = asked.data?.id === id ? asked.data : undefined;
  const gone = asked.error?.code === 'mail.no-draft' || (draft && draft.delivery === null);
  useEffect(() => {
    if (gone) onBack();
  }, [gone, onBack]);
  if (asked.error && !gone) {
    return (
      <div style={{ padding: 28 }}>
        <Problem error={asked.error.toJSON()} />
      </div>
    );
  }
  if (!draft?.delivery || gone) return null;
  const { delivery } = draft;
  const now = (again = false) => {
    endCountDown(id);
    void call('outbox.sendNow', { id, again }).catch(tell);
  };
  const cancel = async () => {
    try {
      const { to } = await call('outbox.cancel', { id });
      endCountDown(id);
      if (to === 'drafts') say('Not sent. It is among your drafts again.');
      if (to === 'sent') say('It goes to nobody more. A copy is in Sent.');
    } catch (thrown) {
      tell(thrown);
    }
  };
  const doubtful = delivery.state === 'doubtful';
  const sending = delivery.state === 'sending';
  const some = delivery.recipients.some(({ state }) => state === 'accepted');
  const name = doubtful
    ? 'Send again'
    : delivery.state === 'partial'
      ? 'Send to the refused one again'
      : delivery.attempts > 0
        ? 'Try now'
        : 'Send now';
  return (
    <>
      <div className="bar" role="toolbar" aria-label="Message">
        <BackToList onBack={onBack} />
        {!sending && (
          <div className="row-line">
            <button type="button" className="button primary" onClick={() => now(doubtful)}>
              {name}
            </button>
            {doubtful && (
              <button type="button" className="button" onClick={() => void call('outbox.arrived', { id }).catch(tell)}>
                It has arrived
              </button>
            )}
            <button type="button" className="button" onClick={() => void edit(id, openDraft)}>
              Edit
            </button>
          </div>
        )}
        <span className="grow" />
        {!doubtful && (
          <button
            type="button"
            className="button bare danger"
            title={some ? 'It goes to nobody more; a copy goes to Sent' : 'It becomes a draft again'}
            onClick={() => void cancel()}
          >
            Cancel sending
          </button>
        )}
      </div>
      <article className="article outbox" aria-label={draft.subject || '(no subject)'}>
        <header className="article-head">
          <h1>{draft.subject || '(no subject)'}</h1>
          <State draft={draft} status={status.data}>
            {sending && <Progress id={id} />}
          </State>
        </header>
        <DeliveryReport delivery={delivery} />
        <dl className="facts">
          {(['to', 'cc', 'bcc'] as const).map(
            (field) =>
              draft[field] && (
                <div key={field}>
                  <dt>{field}</dt>
                  <dd>{draft[field]}</dd>
                </div>
              ),
          )}
          {draft.attachments.length > 0 && (
            <div>
              <dt>with</dt>
              <dd>{draft.attachments.map((file) => file.name).join(', ')}</dd>
            </div>
          )}
        </dl>
        <div className="text-body">
          <div>{draft.text}</div>
        </div>
      </article>
    </>
  );
}

interface StateProps {
  draft: Draft;
  status: OutboxStatus | undefined;
  children: ReactNode;
}

function State({ draft: { delivery }, status, children }: StateProps) {
  if (!delivery) return null;
  const line = lastLineOf(delivery);
  const reached = delivery.recipients.filter(({ state }) => state === 'accepted').length;
  return (
    <div className="note" role="status" aria-label="Sending">
      <div className="stack grow" style={{ gap: 4 }}>
        <span title={delivery.nextTryAt ? formatFull(delivery.nextTryAt) : undefined}>
          {sentenceOf(delivery, status ?? { paused: false, offline: false })}
          {children}
        </span>
        {line && <span className="mono">{line}</span>}
        {delivery.recipients.length > 1 && (
          <span className="dim small">
            {reached} of {delivery.recipients.length} recipients {reached === 1 ? 'has' : 'have'} it.
          </span>
        )}
      </div>
    </div>
  );
}

function Progress({ id }: { id: number }) {
  const [at, setAt] = useState<Payload<'outbox.progress'> | null>(null);
  useEffect(() => on('outbox.progress', (progress) => progress.id === id && setAt(progress)), [id]);
  if (!at) return null;
  return (
    <span className="dim">
      {' '}
      {stepTexts[at.step]}
      {octetsText(at.octets, at.octetsTotal)}
    </span>
  );
}

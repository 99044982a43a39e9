import Paperclip from 'lucide-react/icons/paperclip';
import { useEffect, useId, useRef, useState } from 'react';
import { parseAddresses } from '../../shared/addresses';
import type { Draft } from '../../shared/contract';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { sayQueued } from '../outbox/queue';
import { SendLater } from '../outbox/send-later';
import { useApp } from '../shell/state';
import { Confirm } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { useAttempt } from '../use-attempt';
import { AddressLine, type Focus } from './address-line';
import { type AttachedFile, AttachedFiles } from './attached-files';
import { overlooked } from './before-sending';
import { domainOf } from './chip-field';
import { DeliveryReport } from './delivery';
import { SavedAt } from './saved-at';
import { suggestDomain } from './suggest-domain';
import { useDomainChecks } from './use-domain-checks';
import { useDraft } from './use-draft';
import { type Carried, fieldNames, useRecipients } from './use-recipients';

interface ComposerProps {
  draft: Draft;
  onClose(): void;
  onDiscard(): void;
}

/** Words are dragged too, and the field knows best where they go. */
const holdsFiles = ({ types }: DataTransfer) => types.includes('Files');

/**
 * Office programs add a picture of the words that were copied. A copied picture has HTML at most, and a copied file its
 * name as plain text at most.
 */
const holdsWords = ({ types }: DataTransfer) => types.includes('text/plain') && types.includes('text/html');

export function Composer({ draft, onClose, onDiscard }: ComposerProps) {
  const { accounts, settings, practice, openDraft } = useApp();
  const { fields, change, save, savedAt, error: saveError } = useDraft(draft);
  const [attachments, setAttachments] = useState(draft.attachments);
  const { delivery } = draft;
  const [wantsReport, setWantsReport] = useState(draft.wantsReport);
  /** On its way into the outbox: what goes out is what stands here now. */
  const [queueing, setQueueing] = useState(false);
  const [choosingTime, setChoosingTime] = useState(false);
  const { error, attempt } = useAttempt();
  const [asking, setAsking] = useState(false);
  const [noticed, setNoticed] = useState<{ sentences: string[]; at: string | null }>({ sentences: [], at: null });
  const [dropping, setDropping] = useState(false);
  const focus = useRef<Focus>(fields.to === '' ? { field: 'to', address: null } : null);
  const dragged = useRef<Carried | null>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const ids = useId();

  const addressFields = useRecipients(draft, change);
  // Practice mail stays among the practice servers, and so do its questions.
  const server = practice.on && practice.accountId === fields.accountId ? practice.dns : null;
  const domains = fieldNames.flatMap((name) => addressFields.fields[name].chips.map(domainOf));
  const checkOf = useDomainChecks(domains, server);
  const ownDomains = accounts.map(domainOf);
  const recipients = [fields.to, fields.cc, fields.bcc].flatMap(parseAddresses);
  const wrong = recipients.filter(({ problem }) => problem !== '');
  const empty =
    `${fields.to}${fields.cc}${fields.bcc}${fields.subject}${fields.text}`.trim() === '' && attachments.length === 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the sheet opens
  useEffect(() => {
    // A reply is begun above the quoted text; a new message begins with whom it is for.
    if (fields.to === '') return;
    text.current?.focus();
    text.current?.setSelectionRange(0, 0);
  }, []);

  const attachFiles = (files: readonly File[]) =>
    attempt(async () => {
      const read = await Promise.all(
        files.map(async (file) => ({
          name: file.name || 'pasted',
          type: file.type,
          bytes: new Uint8Array(await file.arrayBuffer()),
        })),
      );
      setAttachments((await call('compose.attach', { id: draft.id, files: read })).attachments);
    });
  const pick = () =>
    attempt(async () => setAttachments((await call('compose.pickFiles', { id: draft.id })).attachments));
  /** @param at when it is to go, or null: when the time to undo is over */
  const send = (at: string | null, again = false) =>
    attempt(async () => {
      if (queueing || wrong.length > 0 || recipients.length === 0) return;
      setQueueing(true);
      try {
        await save();
        const { goesAt } = await call('outbox.queue', { id: draft.id, at, again });
        onClose();
        sayQueued(draft.id, goesAt, at !== null, openDraft);
      } finally {
        setQueueing(false);
      }
    });
  /** Asks first where something may have been overlooked; a message that was tried already is as it was meant. */
  const sendIfComplete = (at: string | null = null) => {
    const shown = [fields.to, fields.cc].flatMap(parseAddresses).length;
    const isReply = draft.inReplyTo !== '';
    const found = delivery ? [] : overlooked({ ...fields, attachments: attachments.length, shown, isReply });
    if (found.length > 0 && recipients.length > 0 && wrong.length === 0) setNoticed({ sentences: found, at });
    else void send(at);
  };
  const unready =
    recipients.length === 0 ? 'Enter a recipient first' : wrong.length > 0 ? 'An address is not well formed' : null;
  const arrived = () =>
    attempt(async () => {
      await call('outbox.arrived', { id: draft.id });
      onClose();
    });
  const wantReport = (wanted: boolean) =>
    attempt(async () => {
      setWantsReport(wanted);
      await call('outbox.wantReport', { id: draft.id, wanted });
    });
  const discard = () => {
    if (empty && !delivery) onDiscard();
    else setAsking(true);
  };

  useKeys(
    {
      'compose.send': () => sendIfComplete(),
      'compose.sendLater': () => {
        if (!unready) setChoosingTime(true);
      },
      'compose.attach': () => void pick(),
      'compose.save': () => void save().catch(() => {}),
      'mail.back': onClose,
    },
    { singleKeys: settings.singleKeys, groups: ['Writing', 'Mail'] },
  );

  const detach = ({ sha256, name }: AttachedFile) =>
    attempt(async () => setAttachments((await call('compose.detach', { id: draft.id, sha256, name })).attachments));
  const shownError = error ?? saveError;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; the button Attach does the same
    <div
      className={`sheet-body ${dropping ? 'dropping' : ''}`}
      inert={queueing}
      onDragOver={(event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        setDropping(false);
        void attachFiles([...event.dataTransfer.files]);
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length === 0 || holdsWords(event.clipboardData)) return;
        event.preventDefault();
        void attachFiles(files);
      }}
    >
      <div className="bar">
        <h1>New message</h1>
        <SavedAt at={savedAt} />
        <span className="grow" />
        <button type="button" className="button bare" title={hint('compose.attach')} onClick={() => void pick()}>
          <Paperclip size={15} strokeWidth={1.6} aria-hidden />
          Attach
        </button>
        <button type="button" className="button bare" onClick={discard}>
          Discard
        </button>
        <button type="button" className="button" title="Close; the draft is kept (Esc)" onClick={onClose}>
          Close
        </button>
        <button
          type="button"
          className="button"
          title={unready ?? hint('compose.sendLater')}
          disabled={unready !== null}
          onClick={() => setChoosingTime(true)}
        >
          Send later
        </button>
        <button
          type="button"
          className="button primary"
          title={unready ?? hint('compose.send')}
          disabled={unready !== null}
          onClick={() => sendIfComplete()}
        >
          Send
        </button>
      </div>
      <div className="line">
        <label htmlFor={`${ids}-from`}>From</label>
        <select
          id={`${ids}-from`}
          value={fields.accountId}
          onChange={(event) => change({ accountId: event.target.value })}
        >
          {accounts.map((account) => (
            <option key={account.id} value={account.id}>
              {account.name ? `${account.name} <${account.address}>` : account.address}
            </option>
          ))}
        </select>
      </div>
      {fieldNames.map((name) => (
        <AddressLine
          key={name}
          name={name}
          recipients={addressFields}
          checkOf={checkOf}
          suggest={(domain) => suggestDomain(domain, ownDomains)}
          focus={focus}
          dragged={dragged}
        />
      ))}
      <div className="line">
        <label htmlFor={`${ids}-subject`}>Subject</label>
        <input
          id={`${ids}-subject`}
          className="subject"
          type="text"
          value={fields.subject}
          onChange={(event) => change({ subject: event.target.value })}
        />
      </div>
      <textarea
        ref={text}
        aria-label="Message"
        value={fields.text}
        onChange={(event) => change({ text: event.target.value })}
      />
      <AttachedFiles files={attachments} onRemove={(file) => void detach(file)} />
      <label
        className="row-line small dim ask-report"
        title="Whether it was delivered, if the outgoing server can tell (DSN); if it can't, the message is not sent and says so"
      >
        <input type="checkbox" checked={wantsReport} onChange={(event) => void wantReport(event.target.checked)} />
        Ask for a delivery report
      </label>
      {shownError && (
        <div style={{ padding: '8px 18px' }}>
          <Problem error={shownError.toJSON()} />
        </div>
      )}
      {delivery && (
        <DeliveryReport delivery={delivery}>
          <button
            type="button"
            className="button"
            disabled={unready !== null}
            onClick={() => void send(null, delivery.state === 'doubtful')}
          >
            {delivery.state === 'doubtful'
              ? 'Send again'
              : delivery.state === 'partial'
                ? 'Send to the refused one again'
                : 'Try now'}
          </button>
          {delivery.state === 'doubtful' && (
            <button type="button" className="button" onClick={() => void arrived()}>
              It has arrived
            </button>
          )}
        </DeliveryReport>
      )}
      {choosingTime && <SendLater onChoose={sendIfComplete} onClose={() => setChoosingTime(false)} />}
      {noticed.sentences.length > 0 && (
        <Confirm
          title="Send it as it is?"
          action="Send as it is"
          keep="Go on writing"
          onClose={() => setNoticed({ sentences: [], at: null })}
          onConfirm={() => void send(noticed.at)}
        >
          {noticed.sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Confirm>
      )}
      {asking && (
        <Confirm
          title="Discard this message?"
          action="Discard message"
          onClose={() => setAsking(false)}
          onConfirm={onDiscard}
        >
          What you wrote will be gone for ever. Close keeps it among your drafts.
        </Confirm>
      )}
    </div>
  );
}

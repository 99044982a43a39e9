import './compose.css';
import Maximize from 'lucide-react/icons/maximize-2';
import Paperclip from 'lucide-react/icons/paperclip';
import OwnWindow from 'lucide-react/icons/square-arrow-out-up-right';
import { useId, useRef, useState } from 'react';
import { parseAddresses } from '../../shared/addresses';
import type { Draft } from '../../shared/contract';
import { signed } from '../../shared/rich-text';
import { type Sender, senderOf, sendersOf } from '../../shared/senders';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { SendLater } from '../outbox/send-later';
import { useApp } from '../shell/state';
import { Confirm } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { useAttempt } from '../use-attempt';
import { useJob } from '../use-job';
import { AddressLine, type Focus } from './address-line';
import { type AttachedFile, AttachedFiles } from './attached-files';
import { overlooked } from './before-sending';
import { domainOf } from './chip-field';
import { DeliveryReport } from './delivery';
import { messageSize } from './message-size';
import { MessageText } from './message-text';
import { SavedAt } from './saved-at';
import { SendingOptions } from './sending-options';
import { SizeNote } from './size-note';
import { suggestDomain } from './suggest-domain';
import { Templates } from './templates';
import { useDomainChecks } from './use-domain-checks';
import { useDraft } from './use-draft';
import { useFormat } from './use-format';
import { useImages } from './use-images';
import { useOwnWindow } from './use-own-window';
import { type Carried, fieldNames, useRecipients } from './use-recipients';
import { withTemplate } from './with-template';
import { writtenBy } from './written-by';

interface ComposerProps {
  draft: Draft;
  /** Under a message: only the words, and a way to the sheet. */
  compact?: {
    /** Something was written. */
    onTouch(): void;
    onExpand(): void;
  };
  /** It has a window of its own. */
  ownWindow?: boolean;
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

export function Composer({ draft, compact, ownWindow = false, onClose, onDiscard }: ComposerProps) {
  const { accounts, settings, practice } = useApp();
  const { fields, change: changeFields, save, savedAt, error: saveError } = useDraft(draft);
  const change: typeof changeFields = (part) => {
    compact?.onTouch();
    changeFields(part);
  };
  const [attachments, setAttachments] = useState(draft.attachments);
  const { delivery } = draft;
  const [wantsReport, setWantsReport] = useState(draft.wantsReport);
  /** On its way into the outbox: what goes out is what stands here now. */
  const [queueing, setQueueing] = useState(false);
  const [choosingTime, setChoosingTime] = useState(false);
  const { error, attempt } = useAttempt();
  const fail = (thrown: unknown) => void attempt(() => Promise.reject(thrown));
  const [asking, setAsking] = useState(false);
  const [templates, setTemplates] = useState(false);
  const [noticed, setNoticed] = useState<{ sentences: string[]; at: string | null }>({ sentences: [], at: null });
  const [dropping, setDropping] = useState(false);
  const focus = useRef<Focus>(fields.to === '' ? { field: 'to', address: null } : null);
  const dragged = useRef<Carried | null>(null);
  const ids = useId();

  const addressFields = useRecipients(draft, change);
  // Practice mail stays among the practice servers, and so do its questions.
  const server = practice.on && practice.accountId === fields.accountId ? practice.dns : null;
  const domains = fieldNames.flatMap((name) => addressFields.fields[name].chips.map(domainOf));
  const checkOf = useDomainChecks(domains, server);
  const senders = accounts.flatMap(sendersOf);
  const account = accounts.find(({ id }) => id === fields.accountId);
  const from = account && senderOf(account, fields.identityId);
  const isFrom = (sender: Sender) => sender.accountId === from?.accountId && sender.identityId === from.identityId;
  const ownDomains = senders.map(domainOf);
  const recipients = [fields.to, fields.cc, fields.bcc].flatMap(parseAddresses);
  const wrong = recipients.filter(({ problem }) => problem !== '');
  const signature = signed('', { before: '', signature: from?.writing.signature ?? '', first: false });
  const words = fields.text.trim() === signature.trim() ? '' : fields.text;
  const empty =
    `${fields.to}${fields.cc}${fields.bcc}${fields.subject}${words}`.trim() === '' && attachments.length === 0;

  const files = attachments.filter(({ inline }) => fields.rich === null || !inline);
  const images = useImages(draft.id, setAttachments);
  const detach = ({ sha256, name }: AttachedFile) =>
    attempt(async () => setAttachments((await call('compose.detach', { id: draft.id, sha256, name })).attachments));
  const format = useFormat(fields, attachments, change, (file) => void detach(file));
  const attachFiles = (files: readonly File[]) =>
    attempt(async () => {
      compact?.onTouch();
      const read = await Promise.all(
        files.map(async (file) => ({
          name: file.name || 'pasted',
          type: file.type,
          bytes: new Uint8Array(await file.arrayBuffer()),
          inline: false,
        })),
      );
      setAttachments((await call('compose.attach', { id: draft.id, files: read })).attachments);
    });
  const picking = useJob('compose.pickFiles');
  const pick = async () => {
    compact?.onTouch();
    const picked = await picking.run({ id: draft.id });
    if (picked) setAttachments(picked.attachments);
  };
  /** @param at when it is to go, or null: when the time to undo is over */
  const send = (at: string | null, again = false) =>
    attempt(async () => {
      if (queueing || picking.running || wrong.length > 0 || recipients.length === 0) return;
      setQueueing(true);
      try {
        await save();
        await call('outbox.queue', { id: draft.id, at, again });
        onClose();
      } finally {
        setQueueing(false);
      }
    });
  /** Asks first where something may have been overlooked; a message that was tried already is as it was meant. */
  const sendIfComplete = (at: string | null = null) => {
    compact?.onTouch();
    const shown = [fields.to, fields.cc].flatMap(parseAddresses).length;
    const isReply = draft.inReplyTo !== '';
    const { answersBcc } = draft;
    const found = delivery ? [] : overlooked({ ...fields, attachments: files.length, shown, isReply, answersBcc });
    if (found.length > 0 && recipients.length > 0 && wrong.length === 0) setNoticed({ sentences: found, at });
    else void send(at);
  };
  const unready = picking.running
    ? 'A file is still being attached'
    : recipients.length === 0
      ? 'Enter a recipient first'
      : wrong.length > 0
        ? 'An address is not well formed'
        : null;
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

  /** On to a window of its own, with what stands here. */
  const move = () =>
    attempt(async () => {
      await save();
      onClose();
      await call('compose.window', { id: draft.id, open: true });
    });
  useOwnWindow(draft.id, ownWindow, fields.subject, save);
  const inSheet = !compact && !ownWindow;

  useKeys(
    {
      ...(inSheet ? { 'compose.window': () => void move() } : {}),
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

  const shownError = error ?? picking.error ?? saveError;
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
        {compact ? <b>To {recipients.map(({ name, address }) => name || address).join(', ')}</b> : <h1>New message</h1>}
        <SavedAt at={savedAt} />
        <span className="grow" />
        <button type="button" className="button bare" title={hint('compose.attach')} onClick={() => void pick()}>
          <Paperclip size={15} strokeWidth={1.6} aria-hidden />
          Attach
        </button>
        {compact ? (
          <button
            type="button"
            className="button bare"
            title="All fields, in the whole window"
            onClick={() => void attempt(() => save().then(compact.onExpand))}
          >
            <Maximize size={15} strokeWidth={1.6} aria-hidden />
            Expand
          </button>
        ) : (
          <button type="button" className="button bare" onClick={() => setTemplates(true)}>
            Templates
          </button>
        )}
        {inSheet && (
          <button
            type="button"
            className="button bare"
            aria-label="In its own window"
            title={hint('compose.window')}
            onClick={() => void move()}
          >
            <OwnWindow size={15} strokeWidth={1.6} aria-hidden />
          </button>
        )}
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
      {!compact && (
        <>
          <div className="line">
            <label htmlFor={`${ids}-from`}>From</label>
            <select
              id={`${ids}-from`}
              value={senders.findIndex(isFrom)}
              onChange={({ target }) => {
                const chosen = senders[Number(target.value)];
                if (chosen) change(writtenBy(chosen, fields, from));
              }}
            >
              {senders.map((sender, at) => (
                <option key={`${sender.accountId} ${sender.identityId}`} value={at}>
                  {sender.name ? `${sender.name} <${sender.address}>` : sender.address}
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
        </>
      )}
      <MessageText
        fields={fields}
        // A reply is begun above the quoted text; a new message begins with whom it is for.
        takesFocus={draft.to !== ''}
        images={images}
        onChange={change}
        onFormat={format}
        onFailure={fail}
      >
        {!compact && (
          <SendingOptions
            receipt={fields.receipt}
            priority={fields.priority}
            report={wantsReport}
            onChange={change}
            onReport={(wanted) => void wantReport(wanted)}
          />
        )}
      </MessageText>
      <AttachedFiles
        files={files}
        coming={picking.running ? picking.progress : null}
        onRemove={(file) => void detach(file)}
        onStop={picking.cancel}
      />
      <SizeNote
        accountId={fields.accountId}
        identityId={fields.identityId}
        size={messageSize(fields.text, fields.rich !== null, attachments)}
      />
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
      {templates && (
        <Templates
          onClose={() => setTemplates(false)}
          onSave={async (name) => {
            await save();
            await call('compose.saveTemplate', { id: draft.id, name });
          }}
          onUse={async (templateId) => {
            const used = await call('compose.useTemplate', { id: draft.id, templateId });
            setAttachments(used.draft.attachments);
            change(withTemplate(fields, used.template));
          }}
        />
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

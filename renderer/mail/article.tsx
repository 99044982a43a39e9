import File from 'lucide-react/icons/file';
import ImageOff from 'lucide-react/icons/image-off';
import { useCallback, useState } from 'react';
import type { Attachment, Mailbox, MessageView } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { accountName } from '../account/account-name';
import { call } from '../client';
import { DeliveryReports } from '../outbox/reports';
import { useApp } from '../shell/state';
import { formatFull, formatMoment, formatOctets, formatSize, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { HtmlBody } from './html-body';
import { InlineReply } from './inline-reply';
import { subjectOf } from './message-list';
import { PartialNote } from './partial-note';
import { ReceiptBar } from './receipt-bar';
import { RouteView } from './route-view';
import { TextBody } from './text-body';

/** One message, whole. */
export function Article({ view }: { view: MessageView }) {
  const [images, setImages] = useState(false);
  const [remote, setRemote] = useState(0);
  const [error, setError] = useState<PosthornError>();
  const onRemote = useCallback((count: number) => setRemote(count), []);
  const subject = subjectOf(view.row);
  const { from } = view.row;
  const { accounts } = useApp();
  // With one account there is nothing to tell.
  const account = accounts.length > 1 ? accounts.find(({ id }) => id === view.row.accountId) : undefined;
  const shown = view.attachments.filter(({ inline }) => !inline);

  const save = async (attachment: Attachment) => {
    try {
      const { path } = await call('mail.saveAttachment', { id: view.row.id, part: attachment.part });
      if (path) say(`Saved as ${path}`);
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  return (
    <article className="article" aria-label={subject}>
      <header className="article-head">
        <h1 lang={view.lang || undefined}>{subject}</h1>
        <div className="people">
          <span className="avatar" aria-hidden>
            {[...(from.name || from.address || '?').replace(/^["'\s]+/, '')][0]?.toUpperCase()}
          </span>
          <div className="names">
            <b>{from.name || from.address}</b> {from.name && <span className="faint">&lt;{from.address}&gt;</span>}
          </div>
          <time className="dim" dateTime={view.row.date} title={formatFull(view.row.date)}>
            {formatMoment(view.row.date)}
          </time>
          <div className="dim names">
            <People label="to" people={view.to} />
            <People label="cc" people={view.cc} />
            <People label="reply to" people={view.replyTo.filter(({ address }) => address !== from.address)} />
            {view.priority !== 'normal' && <div>{view.priority} priority</div>}
            {account && <div>account {accountName(account)}</div>}
          </div>
        </div>
        {view.row.folder !== 'sent' && <RouteView row={view.row} />}
        <DeliveryReports row={view.row} />
        {view.row.partial && <PartialNote row={view.row} />}
        {view.problem && <div className="note warn">{view.problem}</div>}
        {remote > 0 && !images && (
          <div className="note">
            <ImageOff size={16} strokeWidth={1.6} aria-hidden />
            <span className="grow">
              {plural(remote, 'remote image is', 'remote images are')} blocked. The sender can't see that you opened
              this.
            </span>
            <button type="button" className="button" onClick={() => setImages(true)}>
              Show images
            </button>
          </div>
        )}
        {!view.row.partial && <ReceiptBar view={view} />}
        {error && <Problem error={error.toJSON()} />}
      </header>
      {view.row.partial ? null : view.html === null ? (
        <TextBody text={view.text ?? ''} lang={view.lang} />
      ) : (
        <HtmlBody view={view} html={view.html} images={images} onRemote={onRemote} />
      )}
      {shown.length > 0 && (
        <ul className="attachments" aria-label="Attachments">
          {shown.map((attachment) => (
            <li key={attachment.part}>
              <File size={18} strokeWidth={1.6} aria-hidden />
              <div style={{ minWidth: 0 }}>
                <div className="name" title={attachment.name}>
                  {attachment.name}
                </div>
                <div className="small dim" title={formatOctets(attachment.size)}>
                  {formatSize(attachment.size)} · {attachment.type}
                </div>
              </div>
              <button
                type="button"
                className="button"
                aria-label="Save"
                title={`Save ${attachment.name}`}
                onClick={() => void save(attachment)}
              >
                Save
              </button>
            </li>
          ))}
        </ul>
      )}
      {!view.row.partial && view.row.folder !== 'sent' && <InlineReply view={view} />}
    </article>
  );
}

function People({ label, people }: { label: string; people: Mailbox[] }) {
  if (people.length === 0) return null;
  return (
    <div>
      {label}{' '}
      {people.map(({ name, address }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same address may stand twice
        <span key={index} title={address}>
          {index > 0 && ', '}
          {name || address}
        </span>
      ))}
    </div>
  );
}

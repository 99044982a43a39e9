import { parseAddresses } from '../../../shared/addresses';
import type { Account, Draft } from '../../../shared/contract';
import { imagesIn, mailHtmlOf, textOf } from '../../../shared/rich-text';
import type { OutgoingMessage } from '../smtp';

/**
 * The message that a draft becomes.
 * @param contentOf an attachment, by its SHA-256
 */
export function messageOf(
  draft: Draft,
  account: Pick<Account, 'name' | 'address' | 'writing'>,
  contentOf: (sha256: string) => OutgoingMessage['attachments'][number]['content'],
): OutgoingMessage {
  const { rich } = draft;
  const shown = rich ? imagesIn(rich) : new Set<string>();
  // Content-ID has the form of Message-ID (RFC 2392 §2), and is as much of this sender's as that.
  const contentIdOf = (sha256: string) => `${sha256.slice(0, 32)}.${draft.messageId}@posthorn`;
  const attached = draft.attachments.filter(({ inline, sha256 }) => rich === null || !inline || shown.has(sha256));
  const known = new Set(attached.filter(({ inline }) => inline).map(({ sha256 }) => sha256));
  return {
    from: { name: account.name, address: account.address },
    to: parseAddresses(draft.to),
    cc: parseAddresses(draft.cc),
    replyTo: parseAddresses(account.writing.replyTo),
    subject: draft.subject,
    text: rich ? textOf(rich) : draft.text,
    html: rich && mailHtmlOf(rich, (sha256) => (known.has(sha256) ? `cid:${contentIdOf(sha256)}` : null)),
    attachments: attached.map(({ sha256, name, type, inline }) => {
      const contentId = rich && inline ? contentIdOf(sha256) : '';
      return { name, type, contentId, content: contentOf(sha256) };
    }),
    inReplyTo: draft.inReplyTo,
    references: draft.references,
    messageId: draft.messageId,
    receipt: draft.receipt,
    priority: draft.priority,
  };
}

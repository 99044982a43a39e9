import type { DraftFields } from '../../shared/contract';
import { signed, signedDocument, textOf } from '../../shared/rich-text';
import type { Sender } from '../../shared/senders';

type Written = Pick<DraftFields, 'accountId' | 'identityId' | 'text' | 'rich'>;

/** The message as another sender writes it: his signature takes the place of the one that is there. */
export function writtenBy(
  { accountId, identityId, writing }: Sender,
  { text, rich }: Pick<Written, 'text' | 'rich'>,
  before: Sender | undefined,
): Written {
  const { signature, richSignature, signatureFirst } = writing;
  const signing = { before: before?.writing.signature ?? '', signature, first: signatureFirst };
  if (rich === null) return { accountId, identityId, rich, text: signed(text, signing) };
  const document = signedDocument(rich, richSignature, signing);
  return { accountId, identityId, rich: document, text: textOf(document) };
}

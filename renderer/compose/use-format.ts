import { useRef } from 'react';
import type { Draft, DraftFields } from '../../shared/contract';
import { documentOf, imagesIn, textOf } from '../../shared/rich-text';
import { say } from '../ui/toast';
import type { AttachedFile } from './attached-files';

/** Goes from plain to formatted text and back; what is lost on the way is told, and comes back with Undo. */
export function useFormat(
  fields: DraftFields,
  attachments: Draft['attachments'],
  change: (part: Partial<DraftFields>) => void,
  detach: (file: AttachedFile) => void,
): (rich: boolean) => void {
  const latest = useRef(fields);
  latest.current = fields;
  return (rich) => {
    const { rich: before, text } = fields;
    if (rich === (before !== null)) return;
    if (before === null) {
      change({ rich: documentOf(text) });
      return;
    }
    const words = textOf(before);
    change({ rich: null, text: words });
    const shown = imagesIn(before);
    // In plain text every image is a file to save; one that had been taken out of the text was not meant to go.
    for (const file of attachments) if (file.inline && !shown.has(file.sha256)) detach(file);
    if (textOf(documentOf(words)) === words && isBare(before)) return;
    say(
      shown.size > 0
        ? 'The formatting is gone, the words are kept, and the images are attached.'
        : 'The formatting is gone; the words are kept.',
      () => {
        if (latest.current.text === words) change({ rich: before });
        else say('You wrote on since, so the formatting stays as it is.');
      },
    );
  };
}

/** Whether nothing would be lost. */
const isBare = (document: NonNullable<DraftFields['rich']>) =>
  JSON.stringify(documentOf(textOf(document))) === JSON.stringify(document);

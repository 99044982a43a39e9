import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import type { DraftFields } from '../../shared/contract';
import { FormatChoice } from './format-choice';
import type { Images } from './use-images';

const RichEditor = lazy(() => import('./rich/rich-editor'));

interface MessageTextProps {
  fields: Pick<DraftFields, 'text' | 'rich'>;
  takesFocus: boolean;
  images: Images;
  onChange(part: Partial<Pick<DraftFields, 'text' | 'rich'>>): void;
  onFormat(rich: boolean): void;
  onFailure(error: unknown): void;
  /** More that stands beside the format. */
  children?: ReactNode;
}

/** What is written, plain or formatted; the editor of the latter is loaded when it is first needed. */
export function MessageText({ fields, takesFocus, images, onChange, onFormat, onFailure, children }: MessageTextProps) {
  const text = useRef<HTMLTextAreaElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the sheet opens
  useEffect(() => {
    if (!takesFocus) return;
    text.current?.focus();
    text.current?.setSelectionRange(0, 0);
  }, []);

  const choice = (
    <>
      <FormatChoice rich={fields.rich !== null} onChange={onFormat} />
      {children}
    </>
  );
  if (fields.rich === null) {
    return (
      <>
        <div className="writing-bar">{choice}</div>
        <textarea
          ref={text}
          aria-label="Message"
          value={fields.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </>
    );
  }
  return (
    <Suspense fallback={<div className="writing-bar">{choice}</div>}>
      <RichEditor
        label="Message"
        document={fields.rich}
        takesFocus={takesFocus}
        images={images}
        onChange={(rich, words) => onChange({ rich, text: words })}
        onFailure={onFailure}
      >
        {choice}
      </RichEditor>
    </Suspense>
  );
}

import { lazy, Suspense, useId } from 'react';
import type { Writing } from '../../shared/contract';
import { documentOf } from '../../shared/rich-text';
import { Choice } from './choice';

const RichEditor = lazy(() => import('../compose/rich/rich-editor'));

interface WritingFieldsProps {
  writing: Writing;
  onChange(change: Partial<Writing>): void;
}

/** How messages of one sender begin and end. */
export function WritingFields({ writing, onChange }: WritingFieldsProps) {
  const name = useId();
  const { replyTo, signature, richSignature, rich, signatureFirst } = writing;
  return (
    <>
      <label className="labelled">
        <span>Answers go to</span>
        <input
          className="field"
          value={replyTo}
          placeholder="the same address"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ replyTo: event.target.value })}
        />
      </label>
      <div role="radiogroup" aria-labelledby={`${name}-format`} className="pair">
        <span id={`${name}-format`} className="wide">
          New messages are
        </span>
        <Choice
          name={name}
          checked={!rich}
          onChange={() => onChange({ rich: false })}
          tells="Every mail program shows them alike, each in its own type."
        >
          Plain
        </Choice>
        <Choice
          name={name}
          checked={rich}
          onChange={() => onChange({ rich: true })}
          tells="With bold words, lists, links and images; the words alone go along."
        >
          Rich
        </Choice>
      </div>
      {rich ? (
        <div className="signature">
          <Suspense fallback={null}>
            <RichEditor
              label="Signature"
              document={richSignature ?? documentOf(signature)}
              takesFocus={false}
              onChange={(document, words) => onChange({ richSignature: document, signature: words })}
              onFailure={() => {}}
            >
              <span className="dim">Signature</span>
            </RichEditor>
          </Suspense>
        </div>
      ) : (
        <label className="labelled">
          <span>Signature</span>
          <textarea
            className="field"
            rows={3}
            value={signature}
            onChange={(event) => onChange({ signature: event.target.value, richSignature: null })}
          />
        </label>
      )}
      <Choice
        checked={signatureFirst}
        onChange={(first) => onChange({ signatureFirst: first })}
        tells="Without this it stands at the end, below the quote."
      >
        In an answer put the signature above what is quoted
      </Choice>
    </>
  );
}

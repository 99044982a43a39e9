import './rich-editor.css';
import type { EditorState } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import * as v from 'valibot';
import { type RichDocument, textOf } from '../../../shared/rich-text';
import { richDocument } from '../../../shared/rich-text/schema';
import type { Images } from '../use-images';
import { linkAt, setLink } from './commands';
import { openEditor, replaceDocument } from './editor';
import { FormattingBar } from './formatting-bar';
import { LinkDialog } from './link-dialog';

interface RichEditorProps {
  label: string;
  /** What is shown. Another than the last one of `onChange` takes the place of what is there. */
  document: RichDocument;
  takesFocus: boolean;
  /** None: the text can hold no images. */
  images?: Images;
  onChange(document: RichDocument, words: string): void;
  onFailure(error: unknown): void;
  /** What stands in front of the tools. */
  children?: ReactNode;
}

/** Formatted text, and the tools for it. */
export default function RichEditor({
  label,
  document,
  takesFocus,
  images,
  onChange,
  onFailure,
  children,
}: RichEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const told = useRef(document);
  const [state, setState] = useState<EditorState | null>(null);
  const [linking, setLinking] = useState<{ href: string } | null>(null);
  const latest = useRef({ onChange, onFailure });
  latest.current = { onChange, onFailure };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor lives as long as its place; what changes it is told
  useEffect(() => {
    if (!place.current) return;
    const opened = openEditor(place.current, {
      label,
      document,
      images: images ?? null,
      onState(now, changed) {
        setState(now);
        if (!changed) return;
        told.current = v.parse(richDocument, now.doc.toJSON());
        latest.current.onChange(told.current, textOf(told.current));
      },
      onLink: () => setLinking({ href: view.current ? (linkAt(view.current.state)?.href ?? '') : '' }),
      onFailure: (error) => latest.current.onFailure(error),
    });
    view.current = opened;
    if (takesFocus) opened.focus();
    return () => {
      view.current = null;
      opened.destroy();
    };
  }, []);
  useEffect(() => {
    if (document === told.current || !view.current) return;
    told.current = document;
    replaceDocument(view.current, document);
  }, [document]);

  const link = (href: string | null) => {
    setLinking(null);
    if (!view.current) return;
    setLink(href)(view.current.state, view.current.dispatch);
    view.current.focus();
  };
  return (
    <>
      <div className="writing-bar">
        {children}
        <FormattingBar
          state={state}
          run={(command) => {
            if (!view.current) return;
            command(view.current.state, view.current.dispatch, view.current);
            view.current.focus();
          }}
          onLink={() => setLinking({ href: view.current ? (linkAt(view.current.state)?.href ?? '') : '' })}
        />
      </div>
      <div className="rich" ref={place} />
      {linking && <LinkDialog href={linking.href} onClose={() => setLinking(null)} onLink={link} />}
    </>
  );
}

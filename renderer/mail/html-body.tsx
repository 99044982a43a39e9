import { useEffect, useMemo, useRef, useState } from 'react';
import type { MessageView } from '../../shared/contract';
import { call } from '../client';
import { sanitise } from './sanitise';

interface HtmlBodyProps {
  view: MessageView;
  html: string;
  images: boolean;
  onRemote(count: number): void;
}

/** HTML in a frame that can do nothing: sanitised here, under a policy of its own there. */
export function HtmlBody({ view, html, images, onRemote }: HtmlBodyProps) {
  const [url, setUrl] = useState<string | null>(null);
  const { id } = view.row;
  // The view comes anew when only a flag has changed: the frame must not load again for that, and lose its place.
  const { attachments } = useRef(view).current;
  const clean = useMemo(() => {
    const partUrl = (contentId: string) => {
      const found = attachments.find((attachment) => attachment.contentId === contentId);
      return found ? `app://message/part/${id}/${found.part}` : null;
    };
    return sanitise(html, { images, partUrl });
  }, [attachments, id, html, images]);
  useEffect(() => onRemote(clean.remote), [clean, onRemote]);
  useEffect(() => {
    let current = true;
    call('mail.stage', { id, html: clean.html, images }).then(
      (staged) => current && setUrl(staged.url),
      () => current && setUrl(null),
    );
    return () => {
      current = false;
    };
  }, [id, clean, images]);
  return url ? (
    <iframe className="html-body" title="Message" sandbox="allow-popups allow-popups-to-escape-sandbox" src={url} />
  ) : (
    <div className="html-body" aria-busy />
  );
}

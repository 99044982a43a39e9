import X from 'lucide-react/icons/x';
import type { Draft } from '../../shared/contract';
import { formatOctets, formatSize } from '../ui/format';

export type AttachedFile = Draft['attachments'][number];

/** The files that go with the message. */
export function AttachedFiles({ files, onRemove }: { files: AttachedFile[]; onRemove(file: AttachedFile): void }) {
  if (files.length === 0) return null;
  return (
    <ul className="files" aria-label="Attachments">
      {files.map((file) => (
        <li key={`${file.sha256} ${file.name}`}>
          {file.name}{' '}
          <span className="dim small" title={formatOctets(file.size)}>
            {formatSize(file.size)}
          </span>
          <button
            type="button"
            className="button bare"
            aria-label="Remove"
            title={`Remove ${file.name}`}
            onClick={() => onRemove(file)}
          >
            <X size={14} strokeWidth={1.6} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

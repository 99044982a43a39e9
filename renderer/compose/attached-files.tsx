import X from 'lucide-react/icons/x';
import type { Draft, Progress } from '../../shared/contract';
import { formatOctets, formatSize } from '../ui/format';

export type AttachedFile = Draft['attachments'][number];

/** The files that go with the message. @param coming the one that is being copied */
export function AttachedFiles({
  files,
  coming,
  onRemove,
  onStop,
}: {
  files: AttachedFile[];
  coming: Progress<'compose.pickFiles'> | null;
  onRemove(file: AttachedFile): void;
  onStop(): void;
}) {
  if (files.length === 0 && !coming) return null;
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
      {coming && (
        <li>
          {coming.name}
          <progress
            className="progress"
            aria-label={`Attaching ${coming.name}`}
            max={coming.octetsTotal || 1}
            value={coming.octets}
          />
          <button type="button" className="button bare" onClick={onStop}>
            Cancel
          </button>
        </li>
      )}
    </ul>
  );
}

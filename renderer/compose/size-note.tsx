import { formatSize } from '../ui/format';
import { useCall } from '../use-call';

interface SizeNoteProps {
  accountId: string;
  identityId: string;
  /** In octets, as it is sent. */
  size: number;
}

/** Says before anything is uploaded that the server has said it takes no message of this size (RFC 1870). */
export function SizeNote({ accountId, identityId, size }: SizeNoteProps) {
  const { data } = useCall('compose.sizeLimit', { accountId, identityId }, ['compose.changed']);
  if (!data || data.most === null || size <= data.most) return null;
  return (
    <p className="note warn size-note" role="status">
      <span>
        On its way this message takes about {formatSize(size)}, since files grow by a third when they are sent.{' '}
        {data.host} takes {formatSize(data.most)} at most, and would refuse it. Take out a file, or send it in parts.
      </span>
    </p>
  );
}

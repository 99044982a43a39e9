import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import type { MessageRow } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { useApp } from '../shell/state';
import { formatSize } from '../ui/format';
import { Problem } from '../ui/problem';

/** Says that only the header of a message is here, and gets the rest. */
export function PartialNote({ row }: { row: MessageRow }) {
  const { receive, receiving } = useApp();
  const [error, setError] = useState<PosthornError>();
  const getRest = async () => {
    try {
      setError(undefined);
      await call('mail.getRest', { ids: [row.id] });
      receive([row.accountId]);
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  return (
    <>
      <div className="note">
        <Download size={16} strokeWidth={1.6} aria-hidden />
        <span className="grow">
          Only the header is here. The message itself ({formatSize(row.size)}) is still on the server.
        </span>
        <button type="button" className="button" disabled={receiving.has(row.accountId)} onClick={() => void getRest()}>
          Get the rest
        </button>
      </div>
      {error && <Problem error={error.toJSON()} />}
    </>
  );
}

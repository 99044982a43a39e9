import { useEffect, useState } from 'react';
import type { Maildrop } from '../../shared/contract';
import { call, on } from '../client';
import { merge } from './merge';

/** The maildrop of an account as it is now; null until that is known. */
export function useMaildrop(accountId: string): Maildrop | null {
  const [maildrop, setMaildrop] = useState<Maildrop | null>(null);
  useEffect(() => {
    setMaildrop(null);
    if (!accountId) return;
    let current = true;
    let newest = 0;
    const ask = async () => {
      const answer = await call('maildrop.get', { accountId });
      if (!current) return;
      // A change was told of while the answer was on its way, and is not in it.
      if (answer.revision < newest) return ask();
      setMaildrop((known) => (known && known.revision > answer.revision ? known : answer));
    };
    const end = on('maildrop.changed', (change) => {
      if (change.accountId !== accountId) return;
      newest = change.revision;
      setMaildrop((known) => (known && known.revision >= change.revision ? known : merge(known, change)));
    });
    void ask();
    return () => {
      current = false;
      end();
    };
  }, [accountId]);
  return maildrop;
}

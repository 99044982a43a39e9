import { useEffect, useState } from 'react';
import type { SmtpSession } from '../../shared/contract';
import { call, on } from '../client';

/** The SMTP session as it is now; null until that is known. */
export function useSmtpSession(): SmtpSession | null {
  const [session, setSession] = useState<SmtpSession | null>(null);
  useEffect(() => {
    const newer = (one: SmtpSession) => setSession((known) => (known && known.revision > one.revision ? known : one));
    const end = on('smtp.changed', newer);
    void call('smtp.get', {}).then(newer);
    return end;
  }, []);
  return session;
}

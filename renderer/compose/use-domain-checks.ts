import { useEffect, useRef, useState } from 'react';
import type { Endpoint } from '../../shared/contract';
import { asPosthornError } from '../../shared/errors';
import { start } from '../client';
import { checkDomain, checking, type DomainCheck } from './domain-check';

const offline: DomainCheck = { state: 'unchecked', words: 'Not checked: this computer is offline' };

/**
 * Looks each domain up once, and again those that could not be looked up when the network is back.
 * @param server null: the system's resolver
 */
export function useDomainChecks(domains: readonly string[], server: Endpoint | null): (domain: string) => DomainCheck {
  const [checks, setChecks] = useState<ReadonlyMap<string, DomainCheck>>(new Map());
  const asked = useRef(new Set<string>());
  const cancels = useRef(new Set<() => void>());
  const keyOf = (domain: string) => `${server?.host ?? ''} ${server?.port ?? ''} ${domain}`;

  useEffect(() => {
    const again = () => {
      asked.current.clear();
      setChecks((all) => new Map([...all].filter(([, { state }]) => state !== 'unchecked')));
    };
    window.addEventListener('online', again);
    return () => {
      window.removeEventListener('online', again);
      for (const cancel of cancels.current) cancel();
    };
  }, []);

  useEffect(() => {
    const check = async (domain: string): Promise<DomainCheck> => {
      // The practice servers need no network.
      if (!server && !navigator.onLine) return offline;
      try {
        return await checkDomain(domain, async ({ name, type }) => {
          const job = start('dns.query', { name, type, server, transport: 'udp' }, () => {});
          cancels.current.add(job.cancel);
          return job.result.finally(() => cancels.current.delete(job.cancel));
        });
      } catch (thrown) {
        const { happened } = asPosthornError(thrown).toJSON();
        return { state: 'unchecked', words: `Not checked: ${happened.replace(/\.$/, '')}` };
      }
    };
    for (const domain of domains) {
      const key = keyOf(domain);
      if (asked.current.has(key) || checks.has(key)) continue;
      asked.current.add(key);
      void check(domain).then((result) => setChecks((all) => new Map(all).set(key, result)));
    }
  });
  return (domain) => checks.get(keyOf(domain)) ?? checking;
}

import { useEffect, useState } from 'react';
import type { BulkState } from '../../../shared/contract';
import { on } from '../../client';
import { useCall } from '../../use-call';

/** How far the last questions have come; it goes on while nobody looks. */
export function useBulk(): BulkState | null {
  const { data } = useCall('dns.bulkState', {});
  const [newest, setNewest] = useState<BulkState | null>(null);
  useEffect(() => on('dns.bulkChanged', setNewest), []);
  return newest ?? data ?? null;
}

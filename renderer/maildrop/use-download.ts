import { useState } from 'react';
import { type RunningJob, start } from '../client';
import { plural } from '../ui/format';
import { say } from '../ui/toast';
import type { LongWork } from './progress-note';

/** Downloads of an open maildrop, one after the other. */
export function useDownload(accountId: string): {
  downloading: LongWork | null;
  download(numbers: number[]): Promise<void>;
} {
  const [downloading, setDownloading] = useState<LongWork | null>(null);
  return {
    downloading,
    async download(numbers) {
      if (numbers.length === 0 || downloading) return;
      const job: RunningJob<'maildrop.download'> = start('maildrop.download', { accountId, numbers }, (progress) =>
        setDownloading({ ...progress, cancel: job.cancel }),
      );
      setDownloading({ done: 0, total: numbers.length, cancel: job.cancel });
      try {
        const { downloaded, refused } = await job.result;
        const parts = [downloaded > 0 ? `${plural(downloaded, 'message')} downloaded.` : 'Nothing was downloaded.'];
        if (refused.length > 0) parts.push(`The server refused ${plural(refused.length, 'message')}.`);
        say(parts.join(' '));
      } finally {
        setDownloading(null);
      }
    },
  };
}

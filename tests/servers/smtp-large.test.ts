import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sendMail } from '../../electron/mail/smtp';
import { contentOfFile } from '../../electron/mail/smtp/content';
import { Transcripts } from '../../electron/wire';
import { temporaryFolder } from '../support/lab';
import { smtpPeer } from '../support/smtp-peer';

const gigabyte = 1_073_741_824;

test.each([
  ['BDAT', ['PIPELINING', 'CHUNKING', 'SIZE']],
  ['DATA', ['PIPELINING', 'SIZE']],
])(
  'a message of a gigabyte goes from the disk by %s without its size in memory',
  async (_name, extensions) => {
    const folder = await temporaryFolder('large');
    const peer = await smtpPeer({ extensions, forgets: true });
    try {
      const path = join(folder.path, 'message');
      await writeFile(path, 'Subject: large\r\n\r\n');
      // The rest of the file is NULs that take no room on the disk.
      await truncate(path, gigabyte);
      const before = process.memoryUsage().rss;
      let most = 0;
      const outcome = await sendMail({
        host: '127.0.0.1',
        port: peer.port,
        security: 'none',
        user: '',
        password: '',
        transcripts: new Transcripts(),
        envelope: { from: 'amy@x.test', to: ['bob@x.test'] },
        content: await contentOfFile(path),
        onProgress: () => {
          most = Math.max(most, process.memoryUsage().rss);
        },
      });
      expect(outcome.recipients).toMatchObject([{ state: 'accepted' }]);
      expect(most - before).toBeLessThan(200_000_000);
    } finally {
      await peer.close();
      await folder.remove();
    }
  },
  120_000,
);

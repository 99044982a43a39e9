import { expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { randomSeed, seeded } from '../support/random';
import { message } from '../support/store';

const count = 500;
const kills = 20;
const seed = randomSeed();

test(`killed at ${kills} random points of a fetch of ${count} messages: none is lost, none is doubled (seed ${seed})`, {
  timeout: 300_000,
}, async () => {
  const dovecot = await startDovecot({ users: ['amy'] });
  const next = seeded(seed);
  dovecot.seed(
    'amy',
    Array.from({ length: count }, (_, index) => message({ Subject: `No. ${index}` }, `${'x'.repeat(4_000)}\r\n`)),
  );
  const app = await freshApp();
  try {
    await app.page.getByRole('button', { name: 'Add account' }).click();
    await addAccount(app.page, {
      address: 'amy@practice.test',
      user: 'amy',
      password: 'practice',
      pop3: { port: dovecot.pop3, security: 'None' },
      smtp: { port: dovecot.pop3, security: 'None' },
      keepInFile: true,
    });
    const total = async () => {
      const answer = await app.page.evaluate(() => window.posthorn.call('mail.list', { folder: 'inbox', limit: 1 }));
      return answer.ok && typeof answer.value === 'object' && answer.value !== null && 'total' in answer.value
        ? Number(answer.value.total)
        : -1;
    };
    let before = 0;
    for (let kill = 0; kill < kills; kill++) {
      await app.page.getByRole('button', { name: 'Get mail' }).click();
      // Somewhere between the first command and the last fsync.
      await new Promise((done) => setTimeout(done, next() * 350));
      await app.killAndRestart();
      await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
      const here = await total();
      expect(here).toBeGreaterThanOrEqual(before);
      expect(here).toBeLessThanOrEqual(count);
      before = here;
    }
    // The session that was killed may hold the maildrop for a moment.
    await until(
      'another fetch to get the rest',
      async () => {
        if ((await total()) === count) return true;
        const button = app.page.getByRole('button', { name: 'Get mail' });
        if (await button.isVisible()) await button.click();
        await app.page.getByRole('button', { name: 'Get mail' }).waitFor();
        return (await total()) === count;
      },
      60_000,
    );
    await app.page.getByRole('button', { name: 'Get mail' }).click();
    await app.page.getByText('No new mail.').waitFor();
    expect(await total()).toBe(count);
    const subjects = await app.page.evaluate(async (pages) => {
      const seen = new Set<string>();
      for (let page = 0; page < pages; page++) {
        const answer = await window.posthorn.call('mail.list', { folder: 'inbox', offset: page * 100, limit: 100 });
        const rows: unknown =
          answer.ok && typeof answer.value === 'object' && answer.value !== null && 'rows' in answer.value
            ? answer.value.rows
            : [];
        if (Array.isArray(rows)) for (const { subject } of rows) seen.add(String(subject));
      }
      return seen.size;
    }, count / 100);
    expect(subjects).toBe(count);
  } finally {
    await app.close();
    await dovecot.stop();
  }
});

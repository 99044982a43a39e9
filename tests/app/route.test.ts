import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { makeCertificates } from '../support/certificates';
import { freePort, temporaryFolder } from '../support/lab';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server';
import { message } from '../support/store';

/** What the measured offset of this computer's clock says of the way of a message, and of a certificate. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ScriptedServer;
let expired: Server;
let app: Awaited<ReturnType<typeof freshApp>>;

const field = (agoMs: number) => new Date(Date.now() - agoMs).toUTCString().replace('GMT', '+0000');
const mail = message({
  Received: `from relay.x.test by mx.practice.test with LMTP id 3; ${field(60_000)}`,
  received: `from mail.x.test (mail.x.test [192.0.2.1])\r\n\tby relay.x.test with ESMTPS (TLS1.3) id 2; ${field(48_000)}`,
  RECEIVED: `from laptop by mail.x.test with ESMTPSA id 1; ${field(70_000)}`,
  'DKIM-Signature': `v=1; d=x.test; s=key; t=${Math.floor(Date.now() / 1000) - 70}; x=${Math.floor(Date.now() / 1000) - 5}; b=`,
  Date: field(72_000),
  Subject: 'By three servers',
});
const atServer = ({ port }: { port: number }, security: 'None' | 'TLS') => ({
  address: 'amy@practice.test',
  user: 'amy',
  password: 'practice',
  pop3: { port, security },
  smtp: { port, security },
  keepInFile: true,
});

beforeAll(async () => {
  folder = await temporaryFolder('route');
  server = await scriptedServer(async (say, next) => {
    say('+OK ready\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      const [command = ''] = line.split(' ');
      const answers: Record<string, string> = {
        CAPA: '+OK\r\nUSER\r\nUIDL\r\n.\r\n',
        STAT: `+OK 1 ${mail.length}\r\n`,
        LIST: `+OK\r\n1 ${mail.length}\r\n.\r\n`,
        UIDL: '+OK\r\n1 one\r\n.\r\n',
        RETR: `+OK\r\n${mail}.\r\n`,
      };
      say(answers[command] ?? '+OK\r\n');
    }
  });
  const { expired: certificate, caFile } = makeCertificates(folder.path);
  const { certFile, keyFile } = certificate;
  expired = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
  const port = await freePort();
  await new Promise<void>((resolve) => expired.listen(port, '127.0.0.1', resolve));
  app = await freshApp();
  await app.page.evaluate((path) => window.posthorn.call('settings.set', { caFile: path }), caFile);
});
afterAll(async () => {
  await app?.close();
  await server?.close();
  expired?.close();
  await folder?.remove();
});

/** As if the clock had been measured just now, and the program started anew. */
async function measured(offsetUs: number): Promise<void> {
  const point = { id: 1, at: new Date().toISOString(), offsetUs, errorUs: 1_000, run: 'before', monotonicUs: 0 };
  await writeFile(
    join(app.profile, 'clock-history.json'),
    JSON.stringify({ nextId: 2, newest: null, points: [point] }),
  );
  await app.restart();
}

test('the way is one line until it is opened, by a key too; each hop is there, and this clock is accounted for', async () => {
  await measured(-30_000_000);
  await app.page.getByRole('button', { name: 'Add account' }).click();
  await addAccount(app.page, atServer(server, 'None'));
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page.getByRole('row', { name: /By three servers/ }).click();
  const button = app.page.getByRole('button', { name: 'Route' });
  await app.page.getByText('3 hops, 10 s').waitFor();
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  await app.page.keyboard.press('h');
  const region = app.page.getByRole('region', { name: 'How it got here' });
  const hops = region.getByRole('table', { name: 'Hops' }).getByRole('row');
  await hops.nth(3).waitFor();
  expect(await hops.nth(1).textContent()).toMatch(/laptop.*mail\.x\.test.*ESMTPSA, encrypted/);
  expect(await hops.nth(2).textContent()).toMatch(/192\.0\.2\.1.*relay\.x\.test.*ESMTPS, TLS 1\.3.*22 s/);
  expect(await hops.nth(3).textContent()).toMatch(/the clock of relay\.x\.test runs ahead.*LMTP.*−12 s/);
  await region
    .getByText(/This computer's clock was 30\.00 s ahead \(measured .* before\), so it was fetched at/)
    .waitFor();
  await region
    .getByText(/; valid until .*; judged by this computer's clock as it was measured, 30\.00 s ahead\./)
    .waitFor();
  await region.getByText(/of the signatures only the dates were looked at/).waitFor();
  await button.click();
  expect(await region.count()).toBe(0);
});

test('a certificate that is refused because this clock is off stays refused, and that is said', async () => {
  const inItsTimeUs = (Date.parse('2020-01-15T00:00:00Z') - Date.now()) * 1000;
  await measured(Math.round(inItsTimeUs));
  const address = expired.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  await app.page.getByRole('link', { name: 'Settings' }).click();
  await app.page.getByRole('button', { name: 'Add account' }).click();
  await addAccount(app.page, {
    ...atServer({ port }, 'TLS'),
    address: 'bob@practice.test',
    before: async (form) => {
      await form.getByRole('button', { name: 'Test connection' }).click();
      const problem = form.getByRole('alert').first();
      await problem.getByText(/The certificate of 127\.0\.0\.1 expired on 2020-02-01\./).waitFor();
      await problem.getByText(/is expired by this computer's clock, .* ahead .*; by true time it is valid\./).waitFor();
    },
  });
  expect(app.problems).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshApp } from '../support/app';

/** The way down through the practice world, as the DNS screen shows it. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
  await app.page.getByRole('tab', { name: 'Trace' }).click();
});
afterAll(() => app.close());

const result = () => app.page.getByRole('status', { name: 'Result' });
const tree = () => app.page.getByRole('tree', { name: 'Trace' });
async function traceOf(words: string) {
  await app.page.getByRole('searchbox', { name: 'Name or address' }).fill(words);
  await app.page.getByRole('button', { name: 'Trace', exact: true }).click();
}

describe('a trace', () => {
  test('reads from the root down, with whom each was sent to', async () => {
    await traceOf('mx xxx.com.tw');
    await result().getByText('xxx.com.tw takes mail at mail.xxx.com.tw (10), then imap.xxx.com.tw (20).').waitFor();
    const items = await tree().getByRole('treeitem').all();
    const names = await Promise.all(items.map((item) => item.getAttribute('aria-label')));
    expect(names).toEqual([
      '. root.practice.test. refers: Ask the servers of tw: ns.tw.',
      'tw. ns.tw. refers: Ask the servers of com.tw: ns.com.tw.',
      'com.tw. ns.com.tw. refers: Ask the servers of xxx.com.tw: ns1.xxx.com.tw and ns2.xxx.com.tw.',
      expect.stringMatching(/^xxx\.com\.tw\. ns1\.xxx\.com\.tw\. answers: xxx\.com\.tw takes mail/),
      expect.stringMatching(/^xxx\.com\.tw\. ns2\.xxx\.com\.tw\. answers: xxx\.com\.tw takes mail/),
    ]);
    await tree().getByText('ns1.xxx.com.tw. 211.72.211.1').first().waitFor();
    await items[0]?.focus();
    await app.page.keyboard.press('End');
    expect(await items[4]?.evaluate((item) => item === document.activeElement)).toBe(true);
  });

  test('names what is not as it should be', async () => {
    await traceOf('a www.lame.com.tw');
    await result().getByText('No server on the way to www.lame.com.tw').waitFor();
    await app.page.getByRole('list', { name: 'Findings' }).getByText('ns1.lame.com.tw refuses to answer').waitFor();
    await traceOf('a www.stale.com.tw');
    await app.page.getByRole('list', { name: 'Findings' }).getByText('ns2.xxx.com.tw says something else').waitFor();
  });

  test('and a domain is checked for what keeps mail away, by a key as well', async () => {
    await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('messy.com.tw');
    await app.page.getByRole('heading', { name: 'DNS' }).click();
    await app.page.keyboard.press('l');
    await result().getByText('4 things about messy.com.tw keep mail from arriving').waitFor();
    const findings = app.page.getByRole('list', { name: 'Findings' });
    await findings.getByText('mail.messy.com.tw is an alias (CNAME) of mail.xxx.com.tw').waitFor();
    await findings.getByText('Asked themselves, ns1.xxx.com.tw answers for messy.com.tw, at serial').waitFor();
    await app.page.getByRole('textbox', { name: 'DKIM selectors' }).fill('s2026');
    await app.page.getByRole('button', { name: 'Check', exact: true }).click();
    await findings.getByText('There is no key s2026._domainkey.messy.com.tw').waitFor();
    await app.page.getByRole('tab', { name: 'Trace' }).click();
  });

  test('each question can be seen in its transcript', async () => {
    await traceOf('mx xxx.com.tw');
    await result().getByText('takes mail at').waitFor();
    await tree().getByRole('button', { name: 'Transcript' }).first().click();
    await app.page.getByRole('log', { name: 'Transcript' }).getByText('IN MX, EDNS 1232').waitFor();
    expect(app.problems).toEqual([]);
  });
});

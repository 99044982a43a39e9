import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveDatagrams } from '../../electron/wire';
import { freshApp } from '../support/app';

/** The servers of the practice world side by side, one of which was not brought up to date. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
  await app.page.getByRole('tab', { name: 'Compare' }).click();
});
afterAll(() => app.close());

const result = () => app.page.getByRole('status', { name: 'Result' });
const rows = () => app.page.getByRole('table', { name: 'Comparison' }).locator('tbody').getByRole('row');
async function compare(words: string) {
  await app.page.getByRole('searchbox', { name: 'Name or address' }).fill(words);
  await app.page.getByRole('button', { name: 'Compare', exact: true }).click();
}

describe('a comparison', () => {
  test('names the server of a zone that was not brought up to date', async () => {
    await app.page.getByText('All servers of the zone').click();
    await compare('a www.stale.com.tw');
    await result()
      .getByText('The servers do not agree, and none is in the majority: ns1.xxx.com.tw says one thing')
      .waitFor();
    expect(
      await rows()
        .getByText(/^answer [12]$/)
        .allInnerTexts(),
    ).toEqual(['answer 1', 'answer 2']);
  });

  test('with one server more it is in the minority, which a word tells', async () => {
    const resolver = await app.page.getByRole('combobox', { name: 'Server' }).inputValue();
    await app.page.getByRole('textbox', { name: 'More servers' }).fill(resolver);
    await compare('a www.stale.com.tw');
    await result().getByText('2 of 3 servers agree; ns2.xxx.com.tw says something else.').waitFor();
    const stale = rows().filter({ hasText: 'ns2.xxx.com.tw' });
    await stale.getByText('differs').waitFor();
    await stale.getByText('192.0.2.99').waitFor();
    expect(await rows().getByText('agrees').count()).toBe(2);
  });

  test('where all say the same, that is all, by a key as well', async () => {
    await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
    await app.page.getByRole('heading', { name: 'DNS' }).click();
    await app.page.keyboard.press('p');
    await result().getByText('All 3 servers say the same.').waitFor();
  });

  test('a server that is silent is waited for until that is cancelled', async () => {
    const silent = await serveDatagrams({ host: '127.0.0.1', port: 0, onDatagram: () => {} });
    try {
      const address = `127.0.0.1:${silent.port}`;
      await app.page.getByRole('textbox', { name: 'More servers' }).fill(address);
      await compare('mx xxx.com.tw');
      await result().getByText('2 of 3 servers have been heard so far.').waitFor();
      await rows().filter({ hasText: address }).getByText('waiting').waitFor();
      await rows().getByText('10 mail.xxx.com.tw.').first().waitFor();
      await app.page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await result().getByText('The rest was cancelled.').waitFor();
    } finally {
      await silent.close();
    }
    await rows().first().getByRole('button', { name: 'Transcript' }).click();
    await app.page.getByRole('log', { name: 'Transcript' }).getByText('IN MX').first().waitFor();
    await app.page.getByRole('button', { name: 'Copy', exact: true }).click();
    await app.page.getByText('The transcript is copied.').waitFor();
    expect(await app.app.evaluate(({ clipboard }) => clipboard.readText())).toContain('IN MX');
    expect(app.problems).toEqual([]);
  });
});

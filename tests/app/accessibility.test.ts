import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshApp } from '../support/app';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findings = v.object({
  violations: v.array(v.object({ id: v.string(), nodes: v.array(v.object({ html: v.string() })) })),
});

let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /Unit 11/ })
    .click();
  await app.page.getByRole('article').waitFor();
});
afterAll(() => app.close());

/** What axe finds wrong with what is shown now, as `rule: element`. */
async function violations(): Promise<string[]> {
  await app.page.evaluate(axeSource);
  const result = await app.page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], iframes: false })`,
  );
  return v
    .parse(findings, result)
    .violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
const screen = (name: string) =>
  app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).click();

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  beforeAll(async () => {
    await app.page.evaluate((chosen) => window.posthorn.call('settings.set', { theme: chosen }), theme);
    await app.page.waitForFunction((chosen) => document.documentElement.dataset.theme === chosen, theme);
  });

  test.each([
    ['Mail', async () => {}],
    [
      'Server',
      async () => {
        await app.page.getByRole('button', { name: 'Connect' }).click();
        const row = app.page.getByRole('grid', { name: 'Maildrop' }).getByRole('row', { name: /Unit 11/ });
        await row.getByRole('button', { name: 'Delete' }).click();
        await row.getByText('marked').waitFor();
        await row.click();
        await app.page.getByRole('textbox', { name: 'POP3 command' }).fill('LIST');
        await app.page.getByRole('button', { name: 'Send', exact: true }).click();
        await app.page.getByRole('region', { name: 'Answer' }).waitFor();
      },
    ],
    [
      'Clock',
      async () => {
        await app.page.getByRole('button', { name: 'Measure now' }).click();
        await app.page
          .getByRole('status', { name: 'Clock offset' })
          .getByText(/That is fine/)
          .waitFor();
      },
    ],
    [
      'DNS',
      async () => {
        await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
        await app.page.getByRole('button', { name: 'Look up' }).click();
        await app.page.getByRole('grid', { name: 'Answer' }).waitFor();
      },
    ],
    ['Wire', async () => app.page.getByRole('option', { name: /POP3/ }).first().click()],
    ['Settings', async () => app.page.getByRole('region', { name: 'About' }).waitFor()],
  ])('%s has nothing that keeps somebody out', async (name, prepare) => {
    await screen(name);
    await prepare();
    expect(await violations()).toEqual([]);
    const disconnect = app.page.getByRole('button', { name: 'Disconnect without applying' });
    if (await disconnect.isVisible()) await disconnect.click();
  });

  test('neither has the preview of a message on the server, nor the question about what is marked', async () => {
    await screen('Server');
    await app.page.getByRole('button', { name: 'Connect' }).click();
    const row = app.page.getByRole('grid', { name: 'Maildrop' }).getByRole('row', { name: /Unit 11/ });
    await row.dblclick();
    const dialog = app.page.getByRole('dialog');
    await dialog.getByText('Subject').waitFor();
    expect(await violations()).toEqual([]);
    await app.page.keyboard.press('Escape');
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.getByText('marked').waitFor();
    await app.page.keyboard.press('Control+Enter');
    await dialog.getByText('Delete on the server?').waitFor();
    expect(await violations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await app.page.getByRole('button', { name: 'Disconnect without applying' }).click();
  });

  test('neither has a trace, the check of a domain, a chain, a comparison or a message', async () => {
    await screen('DNS');
    await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('www.split.com.tw');
    for (const name of ['Trace', 'Check']) {
      await app.page.getByRole('tab', { name }).click();
      await app.page.getByRole('button', { name, exact: true }).click();
      await app.page.getByRole('list', { name: 'Findings' }).waitFor();
      expect(await violations()).toEqual([]);
    }
    await app.page.getByRole('tab', { name: 'Chain' }).click();
    await app.page.getByRole('list', { name: 'Chain' }).waitFor();
    await app.page.getByText('Trust anchors', { exact: true }).click();
    expect(await violations()).toEqual([]);
    await app.page.getByRole('tab', { name: 'Compare' }).click();
    await app.page.getByText('All servers of the zone').click();
    await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('a www.stale.com.tw');
    await app.page.getByRole('button', { name: 'Compare', exact: true }).click();
    await app.page.getByRole('status', { name: 'Result' }).getByText('The servers do not agree').waitFor();
    expect(await violations()).toEqual([]);
    await app.page.getByRole('tab', { name: 'Message' }).click();
    await app.page.getByRole('tree', { name: 'Decoded' }).waitFor();
    expect(await violations()).toEqual([]);
    await app.page.getByRole('tab', { name: 'Answer' }).click();
  });

  test('nor have many questions, zones, the cache or a watch', async () => {
    await screen('DNS');
    const tab = (name: string) => app.page.getByRole('tab', { name, exact: true }).click();
    await tab('Bulk');
    await app.page.getByRole('textbox', { name: 'Names, addresses and prefixes' }).fill('www.xxx.com.tw');
    await app.page.getByRole('button', { name: 'Ask all' }).click();
    await app.page.getByRole('cell', { name: '211.72.211.80' }).waitFor();
    expect(await violations()).toEqual([]);
    await tab('Zones');
    for (const name of ['Transfer', 'Zone file', 'Reverse zone', 'Root servers']) {
      await tab(name);
      expect(await violations()).toEqual([]);
    }
    await tab('Cache');
    expect(await violations()).toEqual([]);
    await tab('Lookup');
    await tab('Watch');
    await app.page.getByRole('combobox', { name: 'How often' }).waitFor();
    expect(await violations()).toEqual([]);
    await tab('Answer');
  });

  test('neither has an SMTP session by hand', async () => {
    await screen('Server');
    await app.page.getByRole('tab', { name: 'SMTP' }).click();
    for (const name of ['Connect', 'Send EHLO', 'Go on without a login', 'Send MAIL']) {
      await app.page.getByRole('button', { name, exact: true }).click();
    }
    await app.page.getByRole('textbox', { name: 'Recipient' }).fill('nobody@elsewhere.invalid');
    await app.page.getByRole('button', { name: 'Send RCPT' }).click();
    await app.page.getByRole('status', { name: 'Refused' }).waitFor();
    expect(await violations()).toEqual([]);
    await app.page.getByRole('button', { name: 'Drop the line' }).click();
    await app.page.getByRole('tab', { name: 'Maildrop' }).click();
  });

  test('neither has the account form', async () => {
    await screen('Settings');
    await app.page.getByRole('button', { name: 'Add account' }).click();
    await app.page.getByRole('form', { name: 'Account' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  test('nor the sheet in which a message is written', async () => {
    await screen('Mail');
    await app.page.getByRole('button', { name: 'New message' }).click();
    const sheet = app.page.getByRole('dialog', { name: 'New message' });
    const to = sheet.getByRole('textbox', { name: 'To', exact: true });
    await to.fill('bob@practice.test, bob@practise.test, bob@example.test, wrong');
    await to.blur();
    await sheet.getByText('The @ is missing.').waitFor();
    await sheet.getByRole('button', { name: 'practice.test', exact: true }).waitFor();
    await sheet.getByText('it takes no mail (null MX).').waitFor();
    expect(await violations()).toEqual([]);
    await sheet.getByRole('list', { name: 'Recipients' }).getByRole('button').first().focus();
    expect(await violations()).toEqual([]);
    await sheet.getByRole('radio', { name: 'Rich' }).check({ force: true });
    await sheet.getByRole('textbox', { name: 'Message' }).fill('words');
    expect(await violations()).toEqual([]);
    await sheet.getByRole('button', { name: 'Discard' }).click();
    await app.page.getByRole('button', { name: 'Discard message' }).click();
  });

  test('nor the choice of a time to send at, nor the outbox', async () => {
    await screen('Mail');
    await app.page.getByRole('button', { name: 'New message' }).click();
    const sheet = app.page.getByRole('dialog', { name: 'New message' });
    await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('bob@practice.test');
    await sheet.getByRole('textbox', { name: 'Subject' }).fill(`Later, ${theme}`);
    await sheet.getByRole('button', { name: 'Send later' }).click();
    const times = app.page.getByRole('dialog', { name: 'Send later' });
    await times.waitFor();
    expect(await violations()).toEqual([]);
    await times.getByRole('button', { name: 'Monday 8:00' }).click();
    await app.page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Outbox' }).click();
    await app.page.getByRole('row', { name: new RegExp(`Later, ${theme}`) }).click();
    await app.page.getByRole('region', { name: 'Delivery' }).waitFor();
    expect(await violations()).toEqual([]);
  });
});

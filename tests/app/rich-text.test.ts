import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freshApp, send } from '../support/app';
import { until } from '../support/lab';

/** Formatted messages, written by hand and by paste, sent to the practice mailbox and read there. */
let app: Awaited<ReturnType<typeof freshApp>>;
let sheet: Locator;
let body: Locator;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /Unit 11/ })
    .waitFor();
  sheet = app.page.getByRole('dialog', { name: 'New message' });
  body = sheet.getByRole('textbox', { name: 'Message' });
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
});
beforeEach(async () => {
  await app.page.getByRole('button', { name: 'New message' }).click();
  await sheet.getByRole('radio', { name: 'Rich' }).check({ force: true });
  await sheet.getByRole('toolbar', { name: 'Formatting' }).waitFor();
  await body.click();
});
afterEach(async () => {
  if (await sheet.isVisible()) await sheet.getByRole('button', { name: 'Close' }).click();
});

const press = (key: string) => app.page.keyboard.press(key);
const type = (text: string) => app.page.keyboard.type(text);
const tool = (name: string) =>
  sheet.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name, exact: true });
const format = (name: 'Rich' | 'Plain') => sheet.getByRole('radio', { name });
/** What the editor holds, without what it adds for itself. */
const markup = () =>
  body.evaluate((element) =>
    element.innerHTML
      .replace(/<img class="ProseMirror-separator"[^>]*>|<br class="ProseMirror-trailingBreak">/g, '')
      .replace(/ contenteditable="false"| draggable="true"/g, ''),
  );
const paste = (data: Record<string, string>) =>
  body.evaluate((element, given) => {
    const clipboardData = new DataTransfer();
    for (const [kind, text] of Object.entries(given)) clipboardData.setData(kind, text);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, data);

/** A red image of eight pixels a side. */
const redPng = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC';

test('Chinese, a list, a link and an image go out and are read as they were written', async () => {
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('amy@practice.test');
  await sheet.getByRole('textbox', { name: 'Subject' }).fill('格式 formatted');
  await body.click();
  await type('您好 ');
  await tool('Bold').click();
  expect(await tool('Bold').getAttribute('aria-pressed')).toBe('true');
  await type('美華');
  await press('Control+b');
  expect(await tool('Bold').getAttribute('aria-pressed')).toBe('false');
  await press('Enter');
  await type('- first');
  await press('Enter');
  await type('second');
  expect(await tool('Bulleted list').getAttribute('aria-pressed')).toBe('true');
  await press('Enter');
  await press('Enter');
  await press('Control+k');
  const dialog = app.page.getByRole('dialog', { name: 'Link' });
  await dialog.getByRole('textbox').fill('not an address');
  await press('Enter');
  await dialog.getByText('That is no address a message can link to').waitFor();
  await dialog.getByRole('textbox').fill('example.org/a?b=1&c');
  await press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await press('End');
  await press('Enter');
  await body.evaluate((element, base64) => {
    const clipboardData = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    clipboardData.items.add(new File([bytes], '紅.png', { type: 'image/png' }));
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, redPng);
  await body.getByRole('img', { name: '紅.png' }).waitFor();
  await until('the image to be shown', () =>
    body
      .getByRole('img', { name: '紅.png' })
      .evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 8),
  );
  expect(await sheet.getByRole('list', { name: 'Attachments' }).count()).toBe(0);
  await send(app.page);

  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /格式 formatted/ })
    .click();
  const frame = app.page.frameLocator('iframe[title="Message"]');
  await frame.getByText('您好').waitFor();
  expect(await frame.locator('b').textContent()).toBe('美華');
  expect(await frame.locator('ul > li').allTextContents()).toEqual(['first', 'second']);
  expect(await frame.getByRole('link').getAttribute('href')).toBe('https://example.org/a?b=1&c');
  await until('the image to be shown in the reading pane', () =>
    frame.locator('img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth === 8),
  );
  await app.page.getByRole('button', { name: 'View source' }).click();
  const source = app.page.getByRole('dialog', { name: 'Source' });
  await source.getByText(/multipart\/alternative/).waitFor();
  const raw = (await source.textContent()) ?? '';
  expect(raw).toContain('format=flowed');
  expect(raw).toContain('multipart/related');
  await press('Escape');
});

describe('what is pasted', () => {
  const word = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset=utf-8><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=ZH-TW style='tab-interval:24.0pt'><!--StartFragment-->
<p class=MsoNormal style='margin:0cm'><b><span lang=EN-US style='font-size:12.0pt;color:#C00000'>Minutes<o:p></o:p></span></b></p>
<p class=MsoNormal><span lang=EN-US>see <a href="https://example.org/x">the <i>page</i></a> and <span style='mso-hide:all;display:none'>secret</span>more<o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='margin-left:24.0pt;text-indent:-24.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span>alpha</span></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]><span>inner</span></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]><span>beta</span></p>
<!--EndFragment--></body></html>`;

  test.each([
    [
      'from Word',
      word,
      '<p><strong>Minutes</strong></p><p>see <a href="https://example.org/x">the <em>page</em></a> and more </p>' +
        '<ul><li><p>alpha</p><ol><li><p>inner</p></li></ol></li><li><p>beta</p></li></ul>',
    ],
    [
      'from a web page, without its looks, its scripts and its trackers',
      '<div style="color:red" onclick="x()"><h2 class="t">Head</h2>a<script>alert(1)</script> <span style="font-weight:700">b</span>' +
        '<img src="https://tracker.test/p.gif" alt="logo"><a href="javascript:alert(1)">c</a></div>',
      '<h2>Head</h2><p>a <strong>b</strong>logoc</p>',
    ],
    [
      'from Google, whose bold is none',
      '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:700;font-style:italic">one</span></p></b>',
      '<p><strong><em>one</em></strong></p>',
    ],
    [
      'from a spreadsheet',
      '<table><tr><td>MX</td><td>10</td></tr><tr><td>A</td><td>192.0.2.1</td></tr></table>',
      '<p>MX 10</p><p>A 192.0.2.1</p>',
    ],
  ])('%s', async (_from, html, expected) => {
    await paste({ 'text/html': html, 'text/plain': 'x' });
    await until('the words to be pasted', async () => ((await body.textContent()) ?? '') !== '');
    expect((await markup()).replaceAll('&nbsp;', ' ')).toBe(expected);
  });

  test('an image that came along whole is kept with the message', async () => {
    await paste({ 'text/html': `<p>a<img src="data:image/png;base64,${redPng}" alt="red"></p>`, 'text/plain': 'a' });
    await body.getByRole('img', { name: 'red' }).waitFor();
    expect(await sheet.getByRole('list', { name: 'Attachments' }).count()).toBe(0);
  });

  test('one that no mail program shows, or that is broken, is its words', async () => {
    const svg = `data:image/svg+xml;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}`;
    await paste({
      'text/html': `<p>a<img src="${svg}" alt="drawing"><img src="data:image/png;base64,%%%" alt="broken"></p>`,
      'text/plain': 'a',
    });
    await until('the words to be pasted', async () => (await markup()) === '<p>adrawingbroken</p>');
  });

  test('text alone keeps its lines', async () => {
    await paste({ 'text/plain': 'one\ntwo\n\nthree' });
    await until('the words to be pasted', async () => (await markup()) === '<p>one<br>two</p><p>three</p>');
  });
});

describe('from rich to plain and back', () => {
  test('the words stay, what is lost is told, and Undo brings it back', async () => {
    await press('Control+b');
    await type('bold');
    await format('Plain').check({ force: true });
    expect(await body.inputValue()).toBe('bold');
    await app.page.getByText('The formatting is gone; the words are kept.').waitFor();
    await app.page.getByRole('status', { name: 'Undo' }).getByRole('button', { name: 'Undo' }).click();
    await until('the formatting to be back', async () => (await markup()) === '<p><strong>bold</strong></p>');
  });

  test('a draft keeps its formatting', async () => {
    await sheet.getByRole('textbox', { name: 'Subject' }).fill('Kept with its formatting');
    await body.click();
    await press('Control+Shift+8');
    await type('item');
    await sheet.getByRole('button', { name: 'Close' }).click();
    await app.page.getByRole('link', { name: 'Drafts' }).click();
    await app.page
      .getByRole('grid', { name: 'Messages' })
      .getByRole('row', { name: /Kept with its formatting/ })
      .click();
    await until('the list to be there', async () => (await markup()) === '<ul><li><p>item</p></li></ul>');
    expect(await format('Rich').isChecked()).toBe(true);
  });
});

test('undo and redo, a quote on and off, and one stop for Tab', async () => {
  await type('words');
  await press('Control+Shift+9');
  expect(await markup()).toBe('<blockquote><p>words</p></blockquote>');
  expect(await tool('Quote').getAttribute('aria-pressed')).toBe('true');
  await press('Control+z');
  expect(await markup()).toBe('<p>words</p>');
  await press('Control+y');
  await tool('Quote').click();
  expect(await markup()).toBe('<p>words</p>');
  await press('Shift+Tab');
  expect(await tool('Quote').evaluate((element) => element === document.activeElement)).toBe(true);
  await press('ArrowRight');
  expect(await tool('Link').evaluate((element) => element === document.activeElement)).toBe(true);
  await press('Tab');
  expect(await body.evaluate((element) => element === document.activeElement)).toBe(true);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshApp } from '../support/app';
import { until } from '../support/lab';

/** The address fields of a message, on the practice servers; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('button', { name: 'New message' }).click();
});
afterAll(() => app.close());

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const field = (name: 'To' | 'Cc' | 'Bcc') => sheet().getByRole('textbox', { name, exact: true });
const list = (name: 'To' | 'Cc' | 'Bcc') =>
  sheet().getByRole('list', { name: name === 'To' ? 'Recipients' : `${name} recipients`, exact: true });
const chips = (name: 'To' | 'Cc' | 'Bcc') => list(name).locator('.name').allTextContents();
const chip = (text: string) => sheet().getByRole('button', { name: new RegExp(`^${text}`) });
const press = (key: string) => app.page.keyboard.press(key);
const isFocused = (text: string) => chip(text).evaluate((element) => element === document.activeElement);
const draft = async () => {
  const drafts: unknown = await app.page.evaluate(async () => {
    const listed = await window.posthorn.call('mail.list', { folder: 'drafts' });
    return listed.ok ? listed.value : null;
  });
  return JSON.stringify(drafts);
};

describe('by keyboard', () => {
  test('two addresses become two chips, and each says whether its domain takes mail', async () => {
    expect(await field('To').evaluate((element) => element === document.activeElement)).toBe(true);
    await app.page.keyboard.type('Bob <bob@practice.test>, meihua@xxx.com.tw');
    await press('Enter');
    expect(await chips('To')).toEqual(['Bob', 'meihua@xxx.com.tw']);
    expect(await field('To').inputValue()).toBe('');
    await chip('Bob, bob@practice.test, MX found: 10 mail.practice.test').waitFor();
    await chip('meihua@xxx.com.tw, MX found: 10 mail.xxx.com.tw, 20 imap.xxx.com.tw').waitFor();
  });

  test('Backspace in the empty field selects the last one, then removes it', async () => {
    await press('Backspace');
    expect(await isFocused('meihua')).toBe(true);
    expect(await chips('To')).toHaveLength(2);
    await press('Backspace');
    expect(await chips('To')).toEqual(['Bob']);
    await app.page.keyboard.type('carol@practice.test;');
    expect(await chips('To')).toEqual(['Bob', 'carol@practice.test']);
  });

  test('arrows go from chip to chip, Enter edits, Esc gives up, and the sheet stays open', async () => {
    await press('ArrowLeft');
    await press('ArrowLeft');
    expect(await isFocused('Bob')).toBe(true);
    await press('F2');
    expect(await field('To').inputValue()).toBe('Bob <bob@practice.test>');
    await press('Escape');
    expect(await chips('To')).toEqual(['Bob', 'carol@practice.test']);
    expect(await isFocused('Bob')).toBe(true);
    await press('Enter');
    await app.page.keyboard.type('Robert <robert@practice.test>');
    await press('Tab');
    expect(await chips('To')).toEqual(['Robert', 'carol@practice.test']);
    expect(await field('Cc').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('a letter on a chip is typed, and is no shortcut', async () => {
    await field('To').focus();
    await press('ArrowLeft');
    await press('u');
    expect(await field('To').inputValue()).toBe('u');
    await press('Backspace');
    await press('ArrowLeft');
    await press('Delete');
    expect(await chips('To')).toEqual(['Robert']);
  });

  test('Alt with an arrow takes a chip to the next field and back', async () => {
    await press('ArrowLeft');
    await press('Alt+ArrowDown');
    expect(await chips('Cc')).toEqual(['Robert']);
    expect(await isFocused('Robert')).toBe(true);
    await press('Alt+ArrowUp');
    expect(await chips('To')).toEqual(['Robert']);
    expect(await list('Cc').count()).toBe(0);
  });
});

describe('what is wrong', () => {
  test('no such domain, with the one that was meant a click away', async () => {
    await field('Cc').fill('dave@practise.test,');
    await sheet().getByText('No such domain. Did you mean practice.test?').waitFor();
    await chip('dave@practise.test, No such domain').waitFor();
    await sheet().getByRole('button', { name: 'practice.test', exact: true }).click();
    expect(await chips('Cc')).toEqual(['dave@practice.test']);
    await chip('dave@practice.test, MX found').waitFor();
    expect(await sheet().getByText('No such domain').count()).toBe(0);
  });

  test('a domain that takes no mail; it does not keep one from sending', async () => {
    await field('Cc').fill('info@example.test');
    await field('Cc').blur();
    await sheet().getByText('This domain says that it takes no mail (null MX).').waitFor();
    expect(await sheet().getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true);
    await chip('info@example.test').hover();
    await sheet().getByRole('button', { name: 'Remove info@example.test' }).click();
    expect(await chips('Cc')).toEqual(['dave@practice.test']);
  });

  test('what is no address stays as text, with the reason', async () => {
    await field('Bcc').fill('eve, frank@practice.test');
    await field('Bcc').blur();
    await sheet().getByText('The @ is missing.').waitFor();
    expect(await field('Bcc').inputValue()).toBe('eve');
    expect(await chips('Bcc')).toEqual(['frank@practice.test']);
    expect(await sheet().getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await field('Bcc').fill('');
    expect(await sheet().getByText('The @ is missing.').count()).toBe(0);
  });
});

test('a pasted list becomes many chips', async () => {
  await field('To').focus();
  await field('To').evaluate((element) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'gina@practice.test\n"H, Hans" <hans@practice.test>\n');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  expect(await chips('To')).toEqual(['Robert', 'gina@practice.test', 'H, Hans']);
});

test('a chip is dragged to another field', async () => {
  await chip('gina').dragTo(field('Cc'));
  await until('the chip to move', async () => (await chips('Cc')).length === 2);
  expect(await chips('Cc')).toEqual(['dave@practice.test', 'gina@practice.test']);
  expect(await chips('To')).toEqual(['Robert', 'H, Hans']);
});

test('the draft keeps them as text', async () => {
  await press('Control+s');
  await until('the draft to be saved', async () => (await draft()).includes('Robert'));
  await sheet().getByRole('button', { name: 'Close' }).click();
  await app.page.getByRole('link', { name: 'Drafts' }).click();
  await app.page.getByRole('grid', { name: 'Messages' }).getByRole('row').first().click();
  await list('To').waitFor();
  expect(await chips('To')).toEqual(['Robert', 'H, Hans']);
  expect(await chips('Cc')).toEqual(['dave@practice.test', 'gina@practice.test']);
  expect(await chips('Bcc')).toEqual(['frank@practice.test']);
});

test('the message goes to those who are shown, each in their field', async () => {
  await sheet().getByRole('textbox', { name: 'Subject' }).fill('To all of you');
  await field('Cc').focus();
  await app.page.keyboard.type('ivy@practice.test');
  await press('Control+Enter');
  await app.page.getByText('Sent to 6 recipients.').waitFor();
  await app.page.getByRole('link', { name: 'Sent' }).click();
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /To all of you/ })
    .click();
  await app.page.getByRole('button', { name: 'View source' }).click();
  const source = app.page.getByRole('dialog', { name: 'Source' });
  await source.getByText(/MIME-Version/).waitFor();
  const text = ((await source.textContent()) ?? '').replace(/\r?\n[ \t]+/g, ' ');
  expect(text).toContain('To: Robert <robert@practice.test>, "H, Hans" <hans@practice.test>');
  expect(text).toContain('Cc: dave@practice.test, gina@practice.test, ivy@practice.test');
});

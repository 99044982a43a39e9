import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { answerDialogs, freshApp, send } from '../support/app';
import { temporaryFolder } from '../support/lab';

let app: Awaited<ReturnType<typeof freshApp>>;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder('address-book');
  app = await freshApp(['--practice']);
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /Unit 11/ })
    .waitFor();
});
afterAll(async () => {
  await app.close();
  await folder.remove();
});
afterEach(() => expect(app.problems).toEqual([]));

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const to = () => sheet().getByRole('textbox', { name: 'To', exact: true });
const chips = () => sheet().getByRole('list', { name: 'Recipients' }).getByRole('listitem');
const chip = (name: RegExp) => chips().getByRole('button', { name });
const options = () => sheet().getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
const write = async () => {
  await app.page.getByRole('link', { name: 'Mail' }).click();
  await app.page.getByRole('button', { name: 'New message' }).click();
  await to().waitFor();
};
const close = () => sheet().getByRole('button', { name: 'Close' }).click();
const list = () => app.page.getByRole('list', { name: 'Address book' });
const entry = (name: string) => list().getByRole('listitem').filter({ hasText: name });

test('whom was written to is suggested from then on', async () => {
  await write();
  await to().fill('"Lin, Mei-hua" <meihua@xxx.com.tw>, Mei-ling <time@practice.test>');
  await sheet().getByRole('textbox', { name: 'Subject' }).fill('Hello');
  await send(app.page);
  await write();
  await to().pressSequentially('mei');
  await options().getByText('Lin, Mei-hua').waitFor();
  expect(await options().count()).toBe(2);
  expect(await options().first().getAttribute('aria-selected')).toBe('true');
  while (!(await options().filter({ hasText: 'Lin,' }).getAttribute('aria-selected'))?.includes('true'))
    await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('Enter');
  await chip(/^Lin, Mei-hua, meihua@xxx\.com\.tw/).waitFor();
  expect(await to().inputValue()).toBe('');
  expect(await options().count()).toBe(0);
});

test('the list goes away when it is not wanted, and does not offer who is there already', async () => {
  await to().pressSequentially('mei');
  await options().getByText('time@practice.test').waitFor();
  expect(await options().count()).toBe(1);
  await app.page.keyboard.press('Escape');
  await options().first().waitFor({ state: 'detached' });
  expect(await sheet().isVisible()).toBe(true);
  expect(await to().inputValue()).toBe('mei');
  await to().pressSequentially('-l');
  await options().getByText('time@practice.test').waitFor();
  await app.page.keyboard.press('Tab');
  await chip(/^Mei-ling, time@/).waitFor();
  await close();
});

test('people and groups are kept by hand, and a removal is taken back', async () => {
  await app.page.getByRole('link', { name: 'Settings' }).click();
  await app.page.getByText('It holds 2 people and 0 groups.').waitFor();
  await app.page.getByRole('button', { name: 'Open address book' }).click();
  await entry('Lin, Mei-hua').getByText('written to 1 time').waitFor();
  await app.page.getByRole('button', { name: 'Add person' }).click();
  const dialog = app.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Bob Wu');
  const addresses = dialog.getByRole('textbox', { name: 'Addresses, one on each line' });
  await addresses.fill('bob@x.test\nnot an address');
  await dialog.getByRole('alert').getByText('“not an address”').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await addresses.fill('bob@x.test\nbob@home.test');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await entry('Bob Wu').getByText('bob@x.test, bob@home.test').waitFor();
  await app.page.getByRole('button', { name: 'Add group' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Course');
  await dialog.getByRole('textbox', { name: 'Members, one on each line' }).fill('Bob Wu <bob@x.test>\neva@y.test');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await entry('Course').getByText('Bob Wu <bob@x.test>, eva@y.test').waitFor();

  await entry('Lin, Mei-hua').getByRole('button', { name: 'Edit' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('林美華');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await entry('林美華').getByRole('button', { name: 'Remove' }).click();
  await entry('林美華').waitFor({ state: 'detached' });
  await app.page.getByRole('button', { name: 'Undo' }).click();
  await entry('林美華').waitFor();
  await app.page.getByRole('searchbox', { name: 'Search address book' }).fill('y.test');
  await entry('林美華').waitFor({ state: 'detached' });
  expect(await list().getByRole('listitem').count()).toBe(1);
  await app.page.getByRole('searchbox', { name: 'Search address book' }).fill('');
});

test('cards are taken in and given out', async () => {
  const cards = join(folder.path, 'in.vcf');
  const card = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n');
  await writeFile(cards, card('FN:Carol Chen', 'EMAIL;TYPE=HOME:carol@z.test') + card('FN:Nobody'));
  await answerDialogs(app.app, { open: [cards] });
  await app.page.getByRole('button', { name: 'Import vCard' }).click();
  await app.page.getByText('1 person added, 0 updated, 1 card left out (no address, or not to be read).').waitFor();
  await entry('Carol Chen').waitFor();
  const out = join(folder.path, 'out.vcf');
  await answerDialogs(app.app, { save: out });
  await app.page.getByRole('button', { name: 'Export vCard' }).click();
  await app.page.getByText(`Saved as ${out}`).waitFor();
  const text = await readFile(out, 'utf8');
  expect(text).toContain('FN:Carol Chen\r\n');
  expect(text).toContain('KIND:group\r\nFN:Course\r\nMEMBER:mailto:bob@x.test\r\nMEMBER:mailto:eva@y.test\r\n');
});

test('a group brings all of its members', async () => {
  await write();
  await to().pressSequentially('cour');
  await options().getByText('2 people').waitFor();
  await options().getByText('Course').click();
  expect(await chips().count()).toBe(2);
  await close();
});

test('the book is there after a restart', async () => {
  await app.restart();
  await write();
  await to().pressSequentially('car');
  await options().getByText('carol@z.test').waitFor();
  await close();
});

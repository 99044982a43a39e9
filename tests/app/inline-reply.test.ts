import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp } from '../support/app';
import { until } from '../support/lab';

/** An answer under the message that is being read; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await open('Unit 11: the MX record on page 17');
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
});

const open = async (subject: string) => {
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: new RegExp(subject) })
    .click();
  await app.page.getByRole('article', { name: subject }).waitFor();
};
const answer = () => app.page.getByRole('region', { name: 'Answer' });
const begin = () => answer().getByRole('button', { name: /^Answer .* here$/ });
const body = () => answer().getByRole('textbox', { name: 'Message' });
const drafts = () =>
  app.page.evaluate(async () => {
    const listed = await window.posthorn.call('mail.list', { folder: 'drafts' });
    return listed.ok ? JSON.stringify(listed.value) : '';
  });
const noDraft = () => until('no draft to be left', async () => (await drafts()).includes('"total":0'));

test('one that was begun and not written leaves no draft', async () => {
  await begin().click();
  await body().waitFor();
  await answer().getByText('To Lin Mei-hua 林美華').waitFor();
  expect(await body().evaluate((element) => element === document.activeElement)).toBe(true);
  await answer().getByRole('button', { name: 'Close' }).click();
  expect(await begin().evaluate((element) => element === document.activeElement)).toBe(true);
  await noDraft();
  await begin().click();
  await body().waitFor();
  await open('第十一單元 網路應用程式：作業說明');
  await noDraft();
});

test('one that was written is kept when another message is opened', async () => {
  await begin().click();
  await body().waitFor();
  await app.page.keyboard.type('My beginning');
  await open('Unit 11: the MX record on page 17');
  await until('the draft to be kept', async () => (await drafts()).includes('My beginning'));
});

test('it grows to the sheet with what was written, and is sent from there or from here', async () => {
  await begin().click();
  await body().waitFor();
  await app.page.keyboard.type('Thank you, I shall');
  await answer().getByRole('button', { name: 'Expand' }).click();
  const sheet = app.page.getByRole('dialog', { name: 'New message' });
  expect(await sheet.getByRole('textbox', { name: 'Message' }).inputValue()).toMatch(/^Thank you, I shall\n\nOn /);
  expect(await sheet.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe(
    'Re: Unit 11: the MX record on page 17',
  );
  await sheet.getByRole('button', { name: 'Discard' }).click();
  await app.page.getByRole('button', { name: 'Discard message' }).click();
  await sheet.waitFor({ state: 'detached' });

  await begin().click();
  await body().waitFor();
  await app.page.keyboard.type('Gladly');
  await app.page.keyboard.press('Control+Enter');
  await until('the answer to be in Sent', async () => {
    const listed = await app.page.evaluate(async () => window.posthorn.call('mail.list', { folder: 'sent' }));
    return JSON.stringify(listed).includes('Gladly');
  });
  await begin().waitFor();
});

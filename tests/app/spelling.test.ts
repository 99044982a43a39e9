import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp } from '../support/app';
import { freePort, until } from '../support/lab';

/** `write`, `writes`, `this`, `letter`, `believe` and `to`, in Chromium's form of a Hunspell dictionary. */
const dictionary = Buffer.from(
  'QkRpYwIAAAAgAAAAXQAAACkLXZXDgC1Ze3BaaFCUzDIyAAAAOAAAADkAAABAAAAACgpBRiAwAAAAZWkAaWUAAFRSWSBlc2lhbnJ0b2xjZHVnbXBoYnlm' +
    'dmt3egAA5GIAbAl0EXcdQABlbGlldmUAQABldHRlcgDiaABvBUAAaXMAAADhcgDhaQDhdADhZQDiAABzAgAAAAA=',
  'base64',
);

/** Stands where Chromium would fetch its dictionaries; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
const asked: string[] = [];
let here = false;
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.statusCode = here ? 200 : 404;
  response.end(here ? dictionary : '');
});
beforeAll(async () => {
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  app = await freshApp(['--practice']);
  await app.app.evaluate(
    ({ session }, url) => session.defaultSession.setSpellCheckerDictionaryDownloadURL(url),
    `http://127.0.0.1:${port}/`,
  );
});
afterAll(async () => {
  await app.close();
  server.close();
});

const section = () => app.page.getByRole('region', { name: 'Spelling' });

test('nothing is fetched before a language is chosen, and a failure is told', async () => {
  await app.page.keyboard.press('Control+N');
  const text = app.page.getByRole('textbox', { name: 'Message' });
  await text.fill('I beleive');
  await app.page.getByRole('button', { name: 'Close' }).click();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click();
  await section().getByRole('combobox', { name: 'Check in' }).waitFor();
  expect(asked).toEqual([]);
  await section().getByRole('combobox', { name: 'Check in' }).selectOption('en-GB');
  await section().getByRole('alert').getByText('its dictionary could not be fetched').waitFor();
  expect(asked[0]).toMatch(/^\/en-gb-.*\.bdic$/);
});

test('the dictionary that comes at the next try is used: a word that is wrong has its remedy in the menu', async () => {
  here = true;
  await section().getByRole('button', { name: 'Try again' }).click();
  await section().getByRole('alert').waitFor({ state: 'detached' });
  // The menu is the system's own, which nobody can see from here: what it would offer is kept, and chosen by its name.
  await app.app.evaluate(({ Menu }) => {
    Menu.prototype.popup = function (this: Electron.Menu) {
      Object.assign(globalThis, { offered: this.items });
    };
  });
  await app.page.keyboard.press('Control+1');
  await app.page.keyboard.press('Control+N');
  const text = app.page.getByRole('textbox', { name: 'Message' });
  await text.click();
  await app.page.keyboard.type('beleive this ');
  await until('the word to be known as wrong', async () => {
    await text.click({ button: 'right', position: { x: 40, y: 28 } });
    return app.app.evaluate(() => {
      const { offered = [] } = globalThis as { offered?: Electron.MenuItem[] };
      const item = offered.find(({ label }) => label === 'believe');
      item?.click();
      return item !== undefined;
    });
  });
  await until('the word to be replaced', async () => (await text.inputValue()) === 'believe this ');
  await app.page.getByRole('button', { name: 'Discard' }).click();
});

test('where no language is left, nothing is checked', async () => {
  await app.page.keyboard.press('Escape');
  await app.page.evaluate(() => window.posthorn.call('settings.set', { spelling: [] }));
  expect(await app.app.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled())).toBe(false);
  expect(await app.app.evaluate(({ session }) => session.defaultSession.getSpellCheckerLanguages())).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerDialogs, freshApp, send } from '../support/app';
import { temporaryFolder, until } from '../support/lab';

/** The ways by which a file gets into a message, other than the button. */
let app: Awaited<ReturnType<typeof freshApp>>;
let saved: Awaited<ReturnType<typeof temporaryFolder>>;
let sheet: Locator;
let body: Locator;
beforeAll(async () => {
  saved = await temporaryFolder('attachments');
  app = await freshApp(['--practice']);
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /Unit 11/ })
    .waitFor();
  sheet = app.page.getByRole('dialog', { name: 'New message' });
  body = sheet.getByRole('textbox', { name: 'Message' });
});
afterAll(async () => {
  await app.close();
  await saved.remove();
});
beforeEach(async () => {
  await app.page.getByRole('button', { name: 'New message' }).click();
  await body.click();
});
afterEach(async () => {
  if (await sheet.isVisible()) await sheet.getByRole('button', { name: 'Close' }).click();
});

const attached = () => sheet.getByRole('list', { name: 'Attachments' });
const paste = () => app.page.keyboard.press('ControlOrMeta+V');

/** Blue, green, red, opacity. */
const pixel = [0x20, 0x90, 0xe0, 0xff];

/** Puts words and an image of one colour on the system's clipboard. */
const copy = (words: Record<string, string>, picture: { width: number; height: number; pixel: number[] }) =>
  app.app.evaluate(
    async ({ clipboard, ClipboardItem, nativeImage }, { words, picture: { width, height, pixel } }) => {
      const bitmap = Buffer.alloc(width * height * pixel.length, Buffer.from(pixel));
      const image = nativeImage.createFromBitmap(bitmap, { width, height });
      if (ClipboardItem) {
        const png = new Blob([new Uint8Array(image.toPNG())], { type: 'image/png' });
        await clipboard.write([new ClipboardItem({ ...words, 'image/png': png })]);
      } else {
        // The evaluation build has the clipboard of older versions.
        Reflect.apply(clipboard.write, clipboard, [{ text: words['text/plain'], html: words['text/html'], image }]);
      }
    },
    { words, picture },
  );

/** Files of the page's own, as the system's clipboard or a drag would hand them over. */
const filesOf = (files: { name: string; content: string }[]) =>
  app.page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, content } of list) data.items.add(new File([content], name, { type: 'text/plain' }));
    return data;
  }, files);

/** Sends the open message to the practice mailbox, gets it back, and gives what its attachment holds. */
async function sendAndSave(subject: string, name: string): Promise<Buffer> {
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('amy@practice.test');
  await sheet.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await send(app.page);
  await app.page.getByRole('button', { name: 'Get mail' }).click();
  await app.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: new RegExp(subject) })
    .click();
  const article = app.page.getByRole('article', { name: subject });
  await article.getByText(name).waitFor();
  const path = join(saved.path, name);
  await answerDialogs(app.app, { save: path });
  await article.getByRole('button', { name: 'Save' }).click();
  await app.page.getByText(`Saved as ${path}`).waitFor();
  return readFileSync(path);
}

test('an image on the clipboard is pasted as a file, and arrives as it was', async () => {
  await copy({}, { width: 24, height: 10, pixel });
  await paste();
  await attached().getByText('image.png').waitFor();
  const size = await attached().locator('[title$="octets"]').getAttribute('title');
  expect(await body.inputValue()).toBe('');
  const arrived = await sendAndSave('A pasted picture', 'image.png');
  expect(size).toBe(`${arrived.length} octets`);
  const picture = await app.app.evaluate(({ nativeImage }, base64) => {
    const image = nativeImage.createFromBuffer(Buffer.from(base64, 'base64'));
    return { ...image.getSize(), pixel: [...image.toBitmap().subarray(0, 4)] };
  }, arrived.toString('base64'));
  expect(picture).toEqual({ width: 24, height: 10, pixel });
});

test('a file that is pasted is attached and sent', async () => {
  const data = await filesOf([{ name: '筆記.txt', content: 'pasted 內容' }]);
  await body.evaluate((element, clipboardData) => {
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, data);
  await attached().getByText('筆記.txt').waitFor();
  await attached().getByTitle('13 octets').waitFor();
  expect((await sendAndSave('A pasted file', '筆記.txt')).toString()).toBe('pasted 內容');
});

test('files that are dropped are attached and sent', async () => {
  const data = await filesOf([{ name: 'dropped.txt', content: 'dropped content' }]);
  await body.dispatchEvent('dragover', { dataTransfer: data });
  await body.dispatchEvent('drop', { dataTransfer: data });
  await attached().getByText('dropped.txt').waitFor();
  await attached().getByTitle('15 octets').waitFor();
  expect((await sendAndSave('A dropped file', 'dropped.txt')).toString()).toBe('dropped content');
});

test('words that come with a picture of themselves, as from a spreadsheet, are pasted as words', async () => {
  const words = { 'text/plain': 'MX\t10', 'text/html': '<table><tr><td>MX<td>10</table>' };
  await copy(words, { width: 16, height: 16, pixel });
  await paste();
  await until('the words to be pasted', async () => (await body.inputValue()) === 'MX\t10');
  expect(await attached().count()).toBe(0);
});

test('words can be dragged within the message', async () => {
  await body.fill('first second');
  const box = await body.boundingBox();
  if (!box) throw new Error('The message is not on the screen.');
  const [x, y] = [box.x + 12, box.y + 20];
  const { mouse } = app.page;
  await mouse.dblclick(x, y);
  await mouse.down();
  await mouse.move(x + 60, y, { steps: 3 });
  await mouse.move(x + 300, y, { steps: 3 });
  await mouse.up();
  await until('the word to move', async () => (await body.inputValue()) === ' secondfirst');
  expect(await sheet.locator('.dropping').count()).toBe(0);
});

test('a file that was promised and is not there is noticed before sending', async () => {
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('amy@practice.test');
  await body.fill('The plan is attached.\n');
  await app.page.keyboard.press('ControlOrMeta+Enter');
  const question = app.page.getByRole('dialog', { name: 'Send it as it is?' });
  await question.getByText('It has no subject.').waitFor();
  await question.getByText('It says “attached”, and nothing is attached.').waitFor();
  await question.getByRole('button', { name: 'Go on writing' }).click();
  await question.waitFor({ state: 'detached' });
  await sheet.getByRole('textbox', { name: 'Subject' }).fill('The plan');
  await sheet.getByRole('button', { name: 'Send', exact: true }).click();
  expect(await question.getByRole('paragraph').allTextContents()).toEqual([
    'It says “attached”, and nothing is attached.',
  ]);
  await question.getByRole('button', { name: 'Send as it is' }).click();
  await sheet.waitFor({ state: 'detached' });
});

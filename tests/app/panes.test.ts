import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshApp, launchApp } from '../support/app';
import { temporaryFolder, until } from '../support/lab';

type App = Pick<Awaited<ReturnType<typeof launchApp>>, 'app' | 'page'>;

async function resize({ app, page }: App, width: number) {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size, 700), width);
  await page.waitForFunction((size) => window.innerWidth === size, width);
}
const splitter = ({ page }: App, name: string) => page.getByRole('separator', { name });
const listWidth = async (app: App) => Number(await splitter(app, 'Width of the list').getAttribute('aria-valuenow'));
const foldersWidth = async (app: App) =>
  Number(await splitter(app, 'Width of the folders').getAttribute('aria-valuenow'));
const isKept = (app: App, width: number) =>
  until('the width to be kept', async () => {
    const settings = await app.page.evaluate(() => window.posthorn.call('settings.get', {}));
    return JSON.stringify(settings).includes(String(width));
  });

test('widths are remembered for each class of windows', async () => {
  const app = await freshApp(['--practice']);
  try {
    await resize(app, 1280);
    await splitter(app, 'Width of the list').waitFor();
    expect([await foldersWidth(app), await listWidth(app)]).toEqual([200, 370]);
    await splitter(app, 'Width of the list').focus();
    for (let press = 0; press < 4; press++) {
      await app.page.keyboard.press('ArrowRight');
      await isKept(app, 380 + press * 10);
    }
    await resize(app, 1100);
    expect([await foldersWidth(app), await listWidth(app)]).toEqual([180, 320]);
    const box = await splitter(app, 'Width of the folders').boundingBox();
    if (!box) throw new Error('The splitter is not to be seen.');
    await app.page.mouse.move(box.x, box.y + 300);
    await app.page.mouse.down();
    await app.page.mouse.move(box.x + 33, box.y + 300);
    await app.page.mouse.up();
    await isKept(app, 213);
    await resize(app, 1000);
    expect(await splitter(app, 'Width of the folders').count()).toBe(0);
    expect(await listWidth(app)).toBe(320);

    await app.restart(['--practice']);
    await resize(app, 1280);
    expect([await foldersWidth(app), await listWidth(app)]).toEqual([200, 410]);
    await resize(app, 1100);
    expect([await foldersWidth(app), await listWidth(app)]).toEqual([213, 320]);
  } finally {
    await app.close();
  }
});

test('widths that an older Posthorn kept are still there', async () => {
  const folder = await temporaryFolder('profile');
  writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ listWidth: 440, foldersWidth: 250 }));
  const app = await launchApp(folder.path, ['--practice']);
  try {
    await resize(app, 1280);
    await splitter(app, 'Width of the list').waitFor();
    expect([await foldersWidth(app), await listWidth(app)]).toEqual([250, 440]);
  } finally {
    await app.quit();
    await folder.remove();
  }
});

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerDialogs, freshApp, send } from '../support/app';
import { until } from '../support/lab';

/** The maildrop of the practice server: what was fetched at the start, and two letters that were not. */
let app: Awaited<ReturnType<typeof freshApp>>;
const fetched = 19;

beforeAll(async () => {
  app = await freshApp(['--practice']);
  const messages = app.page.getByRole('grid', { name: 'Messages' });
  await until('all samples to arrive', async () => Number(await messages.getAttribute('aria-rowcount')) >= fetched);
  for (const subject of ['Not here yet', 'Neither is this 信']) await sendMyself(subject);
});
afterAll(() => app.close());

async function sendMyself(subject: string): Promise<void> {
  await app.page.getByRole('button', { name: 'New message' }).click();
  const sheet = app.page.getByRole('dialog', { name: 'New message' });
  await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('amy@practice.test');
  await sheet.getByRole('textbox', { name: 'Subject' }).fill(subject);
  await sheet.getByRole('textbox', { name: 'Message' }).fill(`Body of ${subject}\n.\n再見`);
  await send(app.page);
}

const screen = (name: string) => app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name });
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const drop = () => app.page.getByRole('grid', { name: 'Maildrop' });
const row = (number: number) => drop().getByRole('row', { name: new RegExp(`^${number}, `) });
const dialog = () => app.page.getByRole('dialog');
const press = (...keys: string[]) =>
  keys.reduce((done, key) => done.then(() => app.page.keyboard.press(key)), Promise.resolve());
const sum = (text: string | RegExp) => app.page.getByRole('status', { name: 'Maildrop state' }).getByText(text);
const chosen = async () =>
  Promise.all(
    (await drop().locator('[aria-selected="true"]').all()).map(async (one) =>
      Number.parseInt((await one.getAttribute('aria-label')) ?? '', 10),
    ),
  );
const isChosen = (...numbers: number[]) =>
  until(`${numbers.join(', ')} to be chosen`, async () => JSON.stringify(await chosen()) === JSON.stringify(numbers));
const isMarked = (number: number, marked = true) =>
  row(number)
    .getByText('marked', { exact: true })
    .waitFor({ state: marked ? 'visible' : 'detached' });
const connect = async () => {
  await button('Connect').click();
  await row(1).waitFor();
};
/** Every line that was sent in the session that is shown, as the Wire screen would have it. */
const said = () =>
  app.page.evaluate(async () => {
    const sessions = await window.posthorn.call('wire.sessions', {});
    if (!sessions.ok || !Array.isArray(sessions.value)) return '';
    const { id } = sessions.value.find(({ protocol }) => protocol === 'POP3');
    return JSON.stringify(await window.posthorn.call('wire.lines', { sessionId: id, from: 0 }));
  });
const type = async (command: string) => {
  await app.page.getByRole('textbox', { name: 'POP3 command' }).fill(command);
  await press('Enter');
};
const answer = () => app.page.getByRole('region', { name: 'Answer' });

describe('what the server holds', () => {
  test('is listed, with how much of it is here', async () => {
    await screen('Server').click();
    await button('Connect').click();
    await row(1).getByText('downloaded').waitFor();
    await row(fetched + 1)
      .getByText('only on the server')
      .waitFor();
    await drop()
      .getByRole('row', { name: `${fetched + 2}, Neither is this 信` })
      .waitFor();
    await sum(`STAT ${fetched + 2} `).waitFor();
    await app.page
      .getByRole('note', { name: 'Maildrop lock' })
      .getByText(/Locked for you \d+:\d\d/)
      .waitFor();
    expect(await drop().getAttribute('aria-rowcount')).toBe(String(fetched + 3));
  });

  test('is chosen as in the inbox, by the pointer and by keys', async () => {
    await row(2).click();
    await isChosen(2);
    await row(4).click({ modifiers: ['Shift'] });
    await isChosen(2, 3, 4);
    await row(6).click({ modifiers: ['ControlOrMeta'] });
    await isChosen(2, 3, 4, 6);
    await press('Escape');
    await isChosen(6);
    await press('j', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowUp');
    await isChosen(7, 8);
    await press('k', 'x', 'ArrowUp', 'x');
    await isChosen(6);
    await press('Home');
    await isChosen(1);
    await press('Control+A');
    await until('all to be chosen', async () => (await chosen()).length > 15);
    await app.page.getByText(`${fetched + 2} selected`).waitFor();
    await press('Escape');
  });

  test('is sorted by a column, and filtered by words', async () => {
    const first = () => drop().getByRole('row').nth(1).getAttribute('aria-label');
    await drop().getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    const sizes = async () =>
      (await drop().getByRole('gridcell').and(app.page.locator('[title$=" octets"]')).all()).map(async (cell) =>
        Number((await cell.getAttribute('title'))?.replace(/\D/g, '')),
      );
    const seen = await Promise.all(await sizes());
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    await drop().getByRole('columnheader', { name: '#' }).getByRole('button').click();
    expect(await first()).toMatch(/^1, /);
    await press('/');
    await app.page.keyboard.type('信');
    await until('one row', async () => (await drop().getAttribute('aria-rowcount')) === '2');
    await press('Escape');
    await until('all rows', async () => (await drop().getAttribute('aria-rowcount')) === String(fetched + 3));
  });
});

describe('what is done to it', () => {
  test('marks are made and taken back for several at once, and nothing has gone', async () => {
    await row(1).click();
    await row(3).click({ modifiers: ['Shift'] });
    await press('Delete');
    for (const number of [1, 2, 3]) await isMarked(number);
    await sum(/^marked/)
      .getByText('3 · ')
      .waitFor();
    await row(2).click();
    await press('w');
    await isMarked(2, false);
    await isMarked(3);
    await button('Undo all marks (RSET)').click();
    await isMarked(1, false);
    await isMarked(3, false);
    await row(1).click();
    await press('d', 'Shift+W');
    await isMarked(1, false);
  });

  test('a preview is the beginning of the message, as people read it and as it came', async () => {
    await drop().focus();
    await press('End', 'Enter');
    await dialog().getByText('Neither is this 信', { exact: true }).waitFor();
    await dialog().getByText('再見').waitFor();
    await dialog().getByRole('button', { name: 'As it came' }).click();
    await dialog()
      .getByText(/^MIME-Version|MIME-Version:/)
      .first()
      .waitFor();
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await said()).toContain(`TOP ${fetched + 2} 20`);
    await row(fetched + 2)
      .getByText('only on the server')
      .waitFor();
  });

  test('what is chosen is downloaded, and is in the inbox', async () => {
    await row(fetched + 1).click();
    await row(fetched).click({ modifiers: ['ControlOrMeta'] });
    await press('f');
    await app.page.getByText('1 message downloaded.').waitFor();
    await row(fetched + 1)
      .getByText('downloaded')
      .waitFor();
    await screen('Mail').click();
    await app.page
      .getByRole('grid', { name: 'Messages' })
      .getByRole('row', { name: /Not here yet/ })
      .first()
      .waitFor();
    await screen('Server').click();
    // The session went on meanwhile.
    await row(fetched + 1)
      .getByText('downloaded')
      .waitFor();
  });

  test('a message is saved as a file, as the server has it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'posthorn-saved-'));
    await answerDialogs(app.app, { save: join(dir, 'kept.eml') });
    await drop().focus();
    await press('End', 'Control+S');
    await app.page.getByText(/Saved as .*kept\.eml/).waitFor();
    const saved = readFileSync(join(dir, 'kept.eml'));
    const octets = await row(fetched + 2)
      .locator('[title$=" octets"]')
      .getAttribute('title');
    expect(`${saved.byteLength.toLocaleString('en')} octets`).toBe(octets);
    expect(saved.toString()).toContain('\r\n\r\n');
    expect(readdirSync(dir)).toEqual(['kept.eml']);
  });
});

describe('a command by hand', () => {
  test('is answered in full, and explained while it is typed', async () => {
    await press(':');
    await app.page.keyboard.type('list');
    await app.page.getByText('Asks for the size of one message or of all.').first().waitFor();
    await press('Enter');
    await answer()
      .getByText(new RegExp(`\\n${fetched + 2} \\d+`))
      .waitFor();
    await type('UIDL 1');
    await answer()
      .getByText(/^\+OK 1 \S+$/)
      .waitFor();
    await type('TOP 99 1');
    await answer().getByText(/^-ERR/).waitFor();
    await press('ArrowUp', 'ArrowUp');
    expect(await app.page.getByRole('textbox', { name: 'POP3 command' }).inputValue()).toBe('UIDL 1');
  });

  test('that marks is asked about, and marks the row', async () => {
    await type('DELE 4');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(await said()).not.toContain('DELE 4');
    await type('DELE 4');
    await dialog().getByRole('button', { name: 'Send DELE' }).click();
    await isMarked(4);
    await type('RSET');
    await dialog().getByRole('button', { name: 'Send RSET' }).click();
    await isMarked(4, false);
    await type('FROBNICATE');
    await dialog()
      .getByText(/does not know FROBNICATE/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Send FROBNICATE' }).click();
    await answer().getByText(/^-ERR/).waitFor();
  });

  test('that logs in is refused, and leaves no trace', async () => {
    for (const command of ['PASS hunter2', 'AUTH PLAIN aHVudGVyMg==', 'STLS']) {
      await type(command);
      await answer()
        .getByText(`${command.split(' ')[0]} was not sent.`)
        .waitFor();
      expect(await app.page.getByRole('textbox', { name: 'POP3 command' }).inputValue()).toBe('');
    }
    expect(await said()).not.toMatch(/hunter2|aHVudGVyMg|STLS/);
    expect(await app.page.content()).not.toMatch(/hunter2|aHVudGVyMg/);
  });

  test('QUIT is what the button does, and asks about what is marked', async () => {
    await row(5).click();
    await press('d');
    await isMarked(5);
    await type('QUIT');
    await dialog().getByText('Delete on the server?').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await isMarked(5);
    await press('Escape', 'Shift+W');
    await isMarked(5, false);
  });
});

test('mail is not fetched over it, and who holds it is said', async () => {
  await press('F5');
  await screen('Mail').click();
  await app.page.getByText('is open on the Server screen').waitFor();
  await screen('Server').click();
  await row(1).waitFor();
});

test('it is kept open when that is wanted, and not unasked', async () => {
  const keep = app.page.getByRole('checkbox', { name: 'Keep it open (NOOP)' });
  expect(await keep.isChecked()).toBe(false);
  await keep.check();
  await until('it to be kept', () => keep.isChecked());
  await drop().focus();
  await press('n');
  await until('it not to be kept', async () => !(await keep.isChecked()));
});

test('every key is in the list of keys', async () => {
  await press('?');
  for (const name of ['Undo all marks (RSET)', 'Preview (TOP)', 'Type a POP3 command', 'Save as .eml'])
    await dialog().getByText(name).waitFor();
  await press('Escape');
});

test('it fits the smallest window', async () => {
  const resize = (width: number, height: number) =>
    app.app.evaluate(
      ({ BrowserWindow }, [w = 0, h = 0]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
      [width, height],
    );
  await resize(900, 600);
  await until('the window to be small', () => app.page.evaluate(() => window.innerWidth <= 900));
  for (const name of ['Disconnect', 'Apply and disconnect', 'Undo all marks (RSET)', 'Send']) {
    const box = await button(name).boundingBox();
    expect(box && box.x + box.width).toBeLessThanOrEqual(900);
    expect(box && box.y + box.height).toBeLessThanOrEqual(600);
  }
  expect(await row(3).isVisible()).toBe(true);
  await resize(1280, 800);
  await until('the window to be large', () => app.page.evaluate(() => window.innerWidth > 1200));
});

test('what only the server has is named before it goes', async () => {
  // By keys: a word at the foot of the window may lie over the last row.
  await drop().focus();
  await press('End', 'd');
  await isMarked(fetched + 2);
  await button('Apply and disconnect (QUIT)').click();
  await dialog()
    .getByText(`${fetched + 2}, Neither is this 信`)
    .waitFor();
  await dialog().getByRole('button', { name: 'Apply and disconnect (QUIT)' }).click();
  await app.page.getByText('1 message deleted on the server.').waitFor();
  await connect();
  await sum(`STAT ${fetched + 1} `).waitFor();
});

describe('leaving while marks are pending', () => {
  const close = () => app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const quit = () => app.app.evaluate(({ app: electron }) => electron.quit());

  test.each([
    ['the window is closed', close],
    ['the program is ended', quit],
  ])('asks when %s, and keeps it open unless it is told otherwise', async (_how, leave) => {
    await row(1).click();
    await press('d');
    await isMarked(1);
    await screen('Clock').click();
    await leave();
    await dialog()
      .getByText(/1 message is marked for deletion/)
      .waitFor();
    // Enter does what has the focus.
    await press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await isMarked(1);
    await press('Shift+W');
    await isMarked(1, false);
  });

  test('closes when it is told to, and nothing is deleted', async () => {
    expect(app.problems).toEqual([]);
    await row(1).click();
    await press('d');
    await isMarked(1);
    await close();
    const gone = app.app.waitForEvent('close');
    const yes = dialog().getByRole('button', { name: 'Close, delete nothing' });
    await yes.waitFor();
    // The click is not answered any more: the page has gone by then.
    await Promise.all([gone, yes.click().catch(() => {})]);
    await app.restart(['--practice']);
    await screen('Server').click();
    await connect();
    await sum(`STAT ${fetched + 1} `).waitFor();
    await isMarked(1, false);
    await button('Disconnect without applying').click();
  });
});

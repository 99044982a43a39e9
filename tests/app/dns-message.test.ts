import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshApp } from '../support/app';

/** An answer octet by octet, beside what the octets mean. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
  await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('a mail.xxx.com.tw');
  await app.page.getByRole('heading', { name: 'DNS' }).click();
  await app.page.keyboard.press('o');
  await grid().waitFor();
});
afterAll(() => app.close());

const grid = () => app.page.getByRole('grid', { name: 'Octets' });
const tree = () => app.page.getByRole('tree', { name: 'Decoded' });
const item = (name: string) => tree().getByRole('treeitem', { name, exact: true }).first();
const marked = () => grid().locator('[role="gridcell"][aria-selected="true"]').allInnerTexts();
/** What the keyboard is at. */
const focused = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

describe('the message', () => {
  test('stands there whole, with its header marked', async () => {
    expect(await grid().getByRole('rowheader').first().textContent()).toBe('0000');
    expect(await marked()).toHaveLength(12);
    await item('Header: 12 octets').waitFor();
    await item('ANCOUNT: 1 record').waitFor();
  });

  test('what is selected in the tree is marked among the octets', async () => {
    await item('ANCOUNT: 1 record').click();
    await app.page.mouse.move(0, 0);
    expect(await marked()).toEqual(['00', '01']);
  });

  test('the tree is gone through by arrows, opened and closed', async () => {
    await item('ANCOUNT: 1 record').focus();
    await app.page.keyboard.press('End');
    expect(await focused()).toBe('OPT: .');
    await app.page.keyboard.press('ArrowRight');
    await app.page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('Owner: .');
    expect(await marked()).toEqual(['00']);
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('UDP size: 1232 octets');
    expect(await marked()).toEqual(['04', 'd0']);
    await app.page.keyboard.press('ArrowLeft');
    await app.page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe('OPT: .');
    expect(await item('OPT: .').getAttribute('aria-expanded')).toBe('false');
  });

  test('an octet that is selected opens what it belongs to, by arrows too', async () => {
    await item('A: mail.xxx.com.tw.').click();
    await app.page.mouse.move(0, 0);
    const [first] = await grid().locator('[role="gridcell"][tabindex="0"]').all();
    await first?.focus();
    // Its name, `mail.xxx.com.tw`, takes 17 octets.
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('ArrowRight');
    const type = item('Type: A (1)');
    await type.waitFor();
    expect(await type.getAttribute('aria-selected')).toBe('true');
    expect(await marked()).toEqual(['00', '01']);
  });

  test('pointing marks the other side and changes nothing', async () => {
    await tree().getByRole('treeitem', { name: /^ID: / }).hover();
    expect(await marked()).toHaveLength(2);
    expect(await item('Type: A (1)').getAttribute('aria-selected')).toBe('true');
    await grid().locator('[role="gridcell"][data-at="4"]').hover();
    await tree().locator('.marked', { hasText: 'QDCOUNT' }).waitFor();
    await app.page.mouse.move(0, 0);
    await tree().locator('.marked', { hasText: 'Type' }).waitFor();
  });

  test('an answer is copied as dig prints it', async () => {
    await app.page.getByRole('tab', { name: 'Answer' }).click();
    await app.page.getByRole('button', { name: 'Copy as dig' }).click();
    await app.page.getByText('The answer is copied as dig prints it.').waitFor();
    const text = await app.app.evaluate(({ clipboard }) => clipboard.readText());
    expect(text).toContain('mail.xxx.com.tw.\t86400\tIN\tA\t211.72.211.25');
    expect(app.problems).toEqual([]);
  });
});

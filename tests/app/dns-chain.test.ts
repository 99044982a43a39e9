import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp } from '../support/app';

/** Who vouches for an answer of the practice world, as the DNS screen shows it. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
});
afterAll(() => app.close());

const result = () => app.page.getByRole('status', { name: 'Result' });
const picture = () => app.page.getByRole('img', { name: /^Chain: / });
async function chainOf(words: string) {
  await app.page.getByRole('searchbox', { name: 'Name or address' }).fill(words);
  await app.page.getByRole('button', { name: 'Check signatures', exact: true }).click();
}
/** The dialog that asks where to save is the system's, which no test can see. */
async function savesTo(path: string) {
  await app.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

test('a signed name, by a key: from the root’s anchor down to the records', async () => {
  await app.page.getByRole('searchbox', { name: 'Name or address' }).fill('mx xxx.com.tw');
  await app.page.getByRole('heading', { name: 'DNS' }).click();
  await app.page.keyboard.press('n');
  await result().getByText('xxx.com.tw is secure: the MX records of xxx.com.tw are signed by key').waitFor();
  await result().getByText('✓ secure').waitFor();
  const said = await picture().textContent();
  for (const part of [
    'The root',
    'Trust anchor',
    'tw',
    'com.tw',
    'DS ',
    'Key-signing key',
    'Zone key',
    '10 mail.xxx.com.tw.',
  ])
    expect(said).toContain(part);
  const items = app.page.getByRole('list', { name: 'Chain' }).getByRole('heading', { level: 3 });
  expect(await items.allInnerTexts()).toEqual(
    ['The root', 'tw', 'com.tw', 'xxx.com.tw', 'MX of xxx.com.tw'].map((name) => `${name} ✓ secure`),
  );
});

test('a broken link is named: expired, forged, not vouched for, not signed', async () => {
  await chainOf('a www.expired.com.tw');
  await result()
    .getByText(/over the keys of expired\.com\.tw expired on/)
    .waitFor();
  await result().getByText('✕ bogus').waitFor();
  await chainOf('a www.forged.com.tw');
  await result().getByText('does not fit: the records or the signature were altered').waitFor();
  await chainOf('a www.rolled.com.tw');
  await result().getByText('has no key that the DS records in com.tw vouch for').waitFor();
  await chainOf('mx messy.com.tw');
  await result().getByText('– insecure').waitFor();
});

test('the pictures of chain and trace are saved as SVG and as PNG', async () => {
  await chainOf('mx xxx.com.tw');
  await result().getByText('✓ secure').waitFor();
  const svg = join(app.profile, 'chain.svg');
  await savesTo(svg);
  await app.page.getByRole('button', { name: 'Save as SVG…' }).click();
  await app.page.getByText(`Saved as ${svg}`).waitFor();
  const text = await readFile(svg, 'utf8');
  expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(text).toContain('Key-signing key');
  // It has its colours in itself.
  expect(text).not.toContain('class=');
  expect(text).toContain('fill="rgb(');
  const png = join(app.profile, 'chain.png');
  await savesTo(png);
  await app.page.getByRole('button', { name: 'Save as PNG…' }).click();
  await app.page.getByText(`Saved as ${png}`).waitFor();
  const octets = await readFile(png);
  expect(octets.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  expect(octets.readUInt32BE(16)).toBeGreaterThan(1_400);
  await app.page.getByRole('tab', { name: 'Trace' }).click();
  const trace = join(app.profile, 'trace.svg');
  await savesTo(trace);
  await app.page.getByRole('button', { name: 'Save as SVG…' }).click();
  await app.page.getByText(`Saved as ${trace}`).waitFor();
  expect(await readFile(trace, 'utf8')).toContain('ns1.xxx.com.tw');
});

test('the trust anchors can be changed, and a wrong one is refused', async () => {
  await app.page.getByRole('tab', { name: 'Chain' }).click();
  await app.page.getByText('Trust anchors', { exact: true }).click();
  const field = app.page.getByRole('textbox', { name: 'DS or DNSKEY records' });
  expect(await field.inputValue()).toMatch(/^\. IN DS 20326 8 2 [0-9A-F]{64}\n\. IN DS 38696 8 2 [0-9A-F]{64}$/);
  await field.fill('. IN MX 10 mail');
  await app.page.getByRole('button', { name: 'Set anchors' }).click();
  await app.page.getByText('can’t be a trust anchor').or(app.page.getByText("can't be a trust anchor")).waitFor();
  const own = `test. IN DS 4711 13 2 ${'AB'.repeat(32)}`;
  await field.fill(own);
  await app.page.getByRole('button', { name: 'Set anchors' }).click();
  await app.page.getByText('The trust anchors are set.').waitFor();
  await app.restart(['--practice']);
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'DNS' }).click();
  await app.page.getByRole('tab', { name: 'Chain' }).click();
  await app.page.getByText('Trust anchors', { exact: true }).click();
  expect(await app.page.getByRole('textbox', { name: 'DS or DNSKEY records' }).inputValue()).toBe(own);
  await app.page.getByRole('button', { name: 'Use those of IANA' }).click();
  await app.page.getByText('The trust anchors are set.').waitFor();
  expect(app.problems).toEqual([]);
});

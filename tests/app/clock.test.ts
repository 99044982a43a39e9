import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerDialogs, freshApp } from '../support/app';
import { makeCertificates } from '../support/certificates';
import { startChrony } from '../support/chrony';
import { freePort, temporaryFolder, until } from '../support/lab';

/** The clock by the practice servers, of which one lies; each test goes on where the one before ended. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await screen('Clock');
});
afterAll(() => app.close());

const screen = (name: string) =>
  app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name }).click();
const offset = () => app.page.getByRole('status', { name: 'Clock offset' });
const servers = () => app.page.getByRole('grid', { name: 'Servers' });
const rows = () => servers().locator('tbody').getByRole('row');
const region = (name: string) => app.page.getByRole('region', { name });
const measured = async () => {
  await app.page.getByRole('button', { name: 'Measure now' }).click();
  await app.page.getByRole('button', { name: 'Cancel' }).waitFor();
  await app.page.getByRole('button', { name: 'Measure now' }).waitFor();
};
const practice = (name: string) => app.page.getByRole('spinbutton', { name });
/** The main process has heard of it. */
const set = async (name: string, value: string, key: string) => {
  await practice(name).fill(value);
  await until(`${name} to be ${value}`, async () =>
    JSON.stringify(await app.page.evaluate(() => window.posthorn.call('practice.status', {}))).includes(key),
  );
};

describe('measuring', () => {
  test('it is not measured before somebody asks', async () => {
    await offset().getByText('Not measured yet.').waitFor();
    await app.page.getByRole('button', { name: /^Clock not measured/ }).waitFor();
  });

  test('the first exchange gives a time at once, the others follow, and it can be cancelled', async () => {
    await app.page.getByRole('button', { name: 'Measure now' }).click();
    await offset()
      .getByText(/That is fine/)
      .waitFor();
    await app.page.getByText(/^Exchange 1 of 3/).waitFor();
    await app.page.getByRole('button', { name: 'Cancel' }).click();
    await app.page.getByText('Stopped. Nothing of it is kept.').waitFor();
    await offset().getByText('Not measured yet.').waitFor();
  });

  test('three agree, and the one that lies is named, in words and in the picture', async () => {
    await measured();
    await offset()
      .getByText(/3 of 4 servers agree\. Not believed: 127\.0\.0\.1:\d+\./)
      .waitFor();
    await until('all rows', async () => (await rows().count()) === 4);
    await rows().filter({ hasText: 'falseticker' }).getByText('−30.00 s').waitFor();
    const picture = app.page.getByRole('img', { name: /^Offset intervals: The majority agrees on/ });
    expect(await picture.getAttribute('aria-label')).toMatch(/falseticker, −30\.0\d s to −(29\.9\d|30\.00) s/);
    await app.page.getByRole('button', { name: /^Clock [+−\d]/ }).waitFor();
  });

  test('the chip of the status bar tells the offset and its age', async () => {
    expect(await app.page.getByRole('button', { name: /^Clock [+−\d]/ }).textContent()).toMatch(
      /^Clock .* · \d+ s ago$/,
    );
  });
});

describe('the table', () => {
  test('headings explain themselves when they have the focus, and sort', async () => {
    const heading = servers().getByRole('button', { name: 'Distance' });
    await heading.focus();
    await app.page.getByText(/^Distance\. Root distance \(λ\)/).waitFor();
    const byOffset = servers().getByRole('button', { name: 'Offset' });
    await byOffset.press('Enter');
    await until('the liar to be first', async () => /falseticker/.test((await rows().first().textContent()) ?? ''));
    await byOffset.press('Enter');
    await until('the liar to be last', async () => /falseticker/.test((await rows().last().textContent()) ?? ''));
    expect(await servers().locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  });

  test('arrows choose a server, whose exchange is shown', async () => {
    const port = async (index: number) => /:(\d+)/.exec((await rows().nth(index).textContent()) ?? '')?.[1];
    await rows().first().click();
    await app.page.getByRole('heading', { name: `The exchange with 127.0.0.1:${await port(0)}` }).waitFor();
    await rows().first().press('ArrowDown');
    await app.page.getByRole('heading', { name: `The exchange with 127.0.0.1:${await port(1)}` }).waitFor();
  });

  test('a server has its transcript', async () => {
    await rows().first().getByRole('button', { name: 'Transcript' }).click();
    await app.page
      .getByRole('log', { name: 'Transcript' })
      .getByText(/NTPv4 server, stratum 2/)
      .first()
      .waitFor();
    await screen('Clock');
  });
});

describe('one exchange', () => {
  test('is drawn on two time lines, calculated with its own numbers, and decoded', async () => {
    const exchange = region('Exchange');
    const picture = exchange.getByRole('img', {
      name: /^Two time lines\. The question left here at \d\d:\d\d:\d\d\.\d{6}/,
    });
    await picture.waitFor();
    const text = (await exchange.locator('dd').first().textContent()) ?? '';
    const [, there = '', back = '', theta = ''] =
      /\(\((.*?) µs\) \+ \((.*?) µs\)\) \/ 2 = (.*?) µs/.exec(text.replaceAll('\u2212', '-').replaceAll(',', '')) ?? [];
    expect((Number(there) + Number(back)) / 2).toBeCloseTo(Number(theta), 0);
    await region('Packet')
      .getByRole('row', { name: /^Mode 100₂ 4/ })
      .waitFor();
    await region('Packet')
      .getByRole('row', { name: /^Origin timestamp [0-9a-f]{8}\.[0-9a-f]{8}/ })
      .waitFor();
  });

  test('the slider says what an asymmetric path would do', async () => {
    const slider = region('Exchange').getByRole('slider');
    const said = () => region('Exchange').getByRole('status').textContent();
    const before = await said();
    await slider.focus();
    await slider.press('End');
    await until('another offset', async () => (await said()) !== before);
    await region('Exchange')
      .getByText(/100 % of the way/)
      .waitFor();
  });
});

describe('history', () => {
  test('the chart says what the table says, and both can be saved', async () => {
    await app.page.getByRole('radio', { name: '1 h' }).check();
    await app.page.getByRole('img', { name: /^Offset history: 1 measurement, / }).waitFor();
    await measured();
    await app.page.getByRole('img', { name: /^Offset history: 2 measurements, / }).waitFor();
    await app.page.getByRole('button', { name: 'Show as table' }).click();
    const table = app.page.getByRole('table', { name: 'Offset history' });
    expect(await table.locator('tbody tr').count()).toBe(2);
    const dir = mkdtempSync(join(tmpdir(), 'posthorn-clock-'));
    for (const format of ['csv', 'json']) {
      const path = join(dir, `clock.${format}`);
      await answerDialogs(app.app, { save: path });
      await app.page.getByRole('button', { name: `Export ${format.toUpperCase()}` }).click();
      await app.page.getByText(`Saved as ${path}.`).waitFor();
    }
    expect(readFileSync(join(dir, 'clock.csv'), 'utf8')).toMatch(/^at,offset_us,error_us\r\n(\S+Z,-?\d+,\d+\r\n){2}$/);
    expect(JSON.parse(readFileSync(join(dir, 'clock.json'), 'utf8'))).toMatchObject({
      newest: { verdict: 'agreed', sources: [{}, {}, {}, {}] },
      history: [{}, {}],
    });
    await app.page.getByRole('button', { name: 'Show as table' }).click();
  });
});

describe('when something is wrong', () => {
  test('two that lie alike leave no majority, and that is said', async () => {
    await set(
      'Practice 3: ahead (ms)',
      '30000',
      '"aheadMs":30000,"driftPpm":0,"thereMs":0,"backMs":0,"jitterMs":0,"lossPercent":0,"kiss":null}},{',
    );
    await measured();
    await offset()
      .getByText(/The servers contradict each other/)
      .waitFor();
    await offset()
      .getByText(/No more than 2 of 4 agree: at least 2 of them are wrong/)
      .waitFor();
    await offset()
      .getByText(/^Last: [+−]?\d.* ± /)
      .waitFor();
    await app.page.getByRole('button', { name: /^Clock unknown/ }).waitFor();
    await set('Practice 3: ahead (ms)', '0', '"aheadMs":0');
  });

  test('a server that says RSTR is not asked again, until somebody wants to', async () => {
    await app.page.getByRole('combobox', { name: 'Practice 2: kiss of death' }).selectOption('RSTR');
    await measured();
    await region('Servers asked')
      .getByText(/kiss code RSTR/)
      .waitFor();
    await app.page.getByRole('combobox', { name: 'Practice 2: kiss of death' }).selectOption('none');
    await measured();
    await region('Servers asked')
      .getByText(/was not asked: on .* it turned this computer away with the kiss code RSTR/)
      .waitFor();
    await rows().getByRole('button', { name: 'Ask again' }).click();
    await measured();
    await until('all to answer', async () => (await rows().filter({ hasText: '3 of 3' }).count()) === 4);
  });

  test('over a second it says what breaks and how to mend it, and a new message is warned about from a minute on', async () => {
    await set('Practice clock offset (ms)', '-90000', '"clockOffsetMs":-90000');
    await measured();
    await offset()
      .getByText(/one-time codes may be refused/)
      .waitFor();
    expect(await app.page.getByText('sudo timedatectl set-ntp true').count()).toBeGreaterThanOrEqual(1);
    await screen('Mail');
    await app.page.getByRole('button', { name: 'New message' }).click();
    const sheet = app.page.getByRole('dialog', { name: 'New message' });
    await sheet.getByText(/This computer's clock is off by \+1\.5 min: your message will bear a wrong date/).waitFor();
    await sheet.getByRole('button', { name: 'Discard' }).click();
    await screen('Clock');
    await set('Practice clock offset (ms)', '0', '"clockOffsetMs":0');
  });
});

describe('servers and schedule', () => {
  test('servers are added from what is well known and by name, and removed', async () => {
    await app.page.getByRole('button', { name: 'Add server' }).click();
    const dialog = app.page.getByRole('dialog', { name: 'Time servers' });
    await dialog.getByRole('button', { name: 'Add Cloudflare' }).click();
    await dialog.getByText('time.cloudflare.com, port 123').waitFor();
    await dialog.getByRole('textbox', { name: 'Name or address' }).fill('ntp.practice.test');
    await dialog.getByRole('spinbutton', { name: 'Port' }).fill('1123');
    await dialog.getByRole('checkbox', { name: /It is a pool/ }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('ntp.practice.test, port 1123 (pool)').waitFor();
    await dialog.getByRole('button', { name: 'Remove time.cloudflare.com' }).click();
    await until('it to go', async () => (await dialog.getByText('time.cloudflare.com, port 123').count()) === 0);
    await dialog.getByRole('button', { name: 'Close' }).click();
    const options = app.page.getByRole('combobox', { name: 'Servers' }).locator('option');
    expect(await options.allTextContents()).toContain('ntp.practice.test:1123');
  });

  test('it measures by itself when it is told to, and not before', async () => {
    const { host, port } = await app.page
      .evaluate(async () => {
        const status = await window.posthorn.call('practice.status', {});
        return (status.ok ? status.value : {}) as { ntp: { host: string; port: number } };
      })
      .then(({ ntp }) => ntp);
    await app.page.evaluate(
      (ntpServers) => window.posthorn.call('settings.set', { ntpServers }),
      [{ host, port, pool: false, nts: false }],
    );
    const newest = async () => JSON.stringify(await app.page.evaluate(() => window.posthorn.call('clock.newest', {})));
    const before = await newest();
    await app.page.getByRole('combobox', { name: 'How often' }).selectOption('Each 64 s');
    await until('a measurement by itself', async () => (await newest()) !== before);
    expect(await newest()).toContain('"sent":1');
    await app.page.getByRole('combobox', { name: 'How often' }).selectOption('Never');
  });

  test('authenticated time (NTS) by chronyd', async () => {
    const folder = await temporaryFolder('app-nts');
    const certificates = makeCertificates(folder.path);
    const ntsPort = await freePort();
    const chrony = await startChrony(0, { ntsPort, ...certificates.good });
    try {
      const ntpServers = [{ host: 'localhost', port: ntsPort, pool: false, nts: true }];
      await app.page.evaluate((change) => window.posthorn.call('settings.set', change), {
        ntpServers,
        caFile: certificates.caFile,
      });
      await app.page.getByRole('combobox', { name: 'Servers' }).selectOption(`localhost:${ntsPort}`);
      await measured();
      await rows().filter({ hasText: 'localhost' }).getByRole('gridcell', { name: 'yes' }).waitFor();
      await region('Packet')
        .getByText(/^NTS authenticator/)
        .waitFor();
    } finally {
      await chrony.stop();
      await folder.remove();
    }
  });

  test('all of it is there after a restart', async () => {
    await app.restart(['--practice']);
    await screen('Clock');
    await offset()
      .getByText(/One server says so/)
      .waitFor();
    await app.page.getByRole('button', { name: /^Clock [+−\d]/ }).waitFor();
  });
});

test('without the practice servers nothing of it is told: that was practice', async () => {
  await app.page.evaluate(() => window.posthorn.call('practice.stop', {}));
  await offset().getByText('Not measured yet.').waitFor();
  await app.page.getByRole('button', { name: /^Clock not measured/ }).waitFor();
});

test('nothing went wrong in the page on the way', () => {
  expect(app.problems).toEqual([]);
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, freshApp, send } from '../support/app';
import { until } from '../support/lab';
import { type SmtpAnswer, type SmtpPeer, smtpPeer } from '../support/smtp-peer';

let peer: SmtpPeer;
let app: Awaited<ReturnType<typeof freshApp>>;
let answer: SmtpAnswer = () => null;
beforeAll(async () => {
  peer = await smtpPeer({ answer: (command, socket) => answer(command, socket) });
  app = await freshApp();
  await app.page
    .getByRole('button', { name: /account/i })
    .first()
    .click();
  await addAccount(app.page, {
    pop3: { port: 1, security: 'None' },
    smtp: { port: peer.port, security: 'None' },
    // This computer, in a spelling that does not look like it: its network counts.
    host: '127.1',
    user: 'amy',
    address: 'amy@practice.test',
    password: 'practice',
    keepInFile: true,
  });
  await app.page.getByRole('button', { name: 'New message' }).waitFor();
  await setOnline(true);
});
afterAll(async () => {
  expect(app.problems).toEqual([]);
  await app.close();
  await peer.close();
});
beforeEach(() => {
  peer.received.length = 0;
});
afterEach(() => {
  answer = () => null;
});

const sheet = () => app.page.getByRole('dialog', { name: 'New message' });
const folder = (name: string) => app.page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name });
const row = (name: RegExp) => app.page.getByRole('grid', { name: 'Messages' }).getByRole('row', { name });
const article = (name: string) => app.page.getByRole('article', { name });
const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const toast = () => app.page.getByRole('status', { name: 'Undo' });
const setOnline = (online: boolean) =>
  app.page.evaluate((value) => window.posthorn.call('outbox.setOnline', { online: value }), online);
const undoSeconds = (seconds: number) =>
  app.page.evaluate((value) => window.posthorn.call('settings.set', { undoSeconds: value }), seconds);

async function write(subject: string, to = 'bob@practice.test', text = 'First words'): Promise<void> {
  await button('New message').click();
  await sheet().getByRole('textbox', { name: 'To', exact: true }).fill(to);
  await sheet().getByRole('textbox', { name: 'Subject' }).fill(subject);
  await sheet().getByRole('textbox', { name: 'Message' }).fill(text);
}

describe('the time to undo', () => {
  test('is chosen in Settings, and remembered', async () => {
    await app.page.getByRole('link', { name: 'Settings' }).click();
    await app.page.getByRole('combobox', { name: 'Time to undo' }).selectOption('30 s');
    await app.restart();
    await setOnline(true);
    await app.page.getByRole('link', { name: 'Settings' }).click();
    expect(await app.page.getByRole('combobox', { name: 'Time to undo' }).inputValue()).toBe('30');
    await app.page.getByRole('link', { name: 'Mail' }).click();
  });

  test('Undo brings back exactly what was there, and what is sent later is what was edited', async () => {
    await write('Too early', 'bob@practice.test, Carol <carol@practice.test>');
    await sheet().getByRole('textbox', { name: 'Bcc' }).fill('dave@practice.test');
    await sheet().getByRole('textbox', { name: 'Bcc' }).press('Tab');
    await sheet().getByText('dave@practice.test').first().waitFor();
    await sheet().getByRole('checkbox', { name: 'Ask for a delivery report' }).check();
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await sheet().waitFor({ state: 'detached' });
    await toast()
      .getByText(/^Sending in (30|2\d) s$/)
      .waitFor();
    await folder('Outbox').click();
    await row(/Too early, waits/).waitFor();
    await toast().getByRole('button', { name: 'Undo' }).click();
    await sheet().waitFor();
    expect(await sheet().getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Too early');
    expect(await sheet().getByRole('textbox', { name: 'Message' }).inputValue()).toBe('First words');
    expect(await sheet().getByRole('checkbox', { name: 'Ask for a delivery report' }).isChecked()).toBe(true);
    for (const name of ['bob@practice.test', 'Carol', 'dave@practice.test'])
      await sheet().getByText(name).first().waitFor();
    expect(peer.connections).toBe(0);
    await sheet().getByRole('textbox', { name: 'Message' }).fill('Second words');
    await undoSeconds(0);
    await send(app.page);
    await toast().getByText('Sent to 3 recipients.').waitFor();
    expect(peer.received.map(({ content }) => /(First|Second) words/.exec(content.toString())?.[0])).toEqual([
      'Second words',
    ]);
  });

  test('“Send now” does not wait for it, and there is nothing to undo then', async () => {
    await undoSeconds(30);
    await write('At once');
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await toast().getByText('Sending in').waitFor();
    await folder('Outbox').click();
    await row(/At once/).click();
    await button('Send now').click();
    await toast().getByText('Sent to 1 recipient.').waitFor();
    expect(await toast().getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(peer.received).toHaveLength(1);
  });

  test('a program that is killed meanwhile sends it at the next start', async () => {
    await undoSeconds(5);
    await write('Killed');
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await sheet().waitFor({ state: 'detached' });
    await app.killAndRestart();
    await setOnline(true);
    await until('the message', () => peer.received.length === 1);
    await undoSeconds(0);
  });
});

test('a message for later shows its time, is edited and cancelled', async () => {
  await write('Tomorrow');
  await button('Send later').click();
  const times = app.page.getByRole('dialog', { name: 'Send later' });
  await times.getByLabel('Date and time').fill('2001-01-01T08:00');
  expect(await times.getByRole('button', { name: 'Send at this time' }).isDisabled()).toBe(true);
  await times.getByRole('button', { name: 'Tomorrow 8:00' }).click();
  await toast().getByText('It goes tomorrow 08:00.').waitFor();
  await folder('Outbox').click();
  await row(/Tomorrow, goes tomorrow 08:00/).click();
  await article('Tomorrow')
    .getByText(/It goes tomorrow 08:00. If Posthorn is closed then/)
    .waitFor();
  await button('Edit').click();
  await sheet().getByRole('textbox', { name: 'Subject' }).fill('Another day');
  await sheet().getByRole('button', { name: 'Send later', exact: true }).click();
  await times.getByLabel('Date and time').fill('2101-01-01T08:00');
  await times.getByRole('button', { name: 'Send at this time' }).click();
  await row(/Another day, goes Jan 1, 2101/).click();
  await button('Cancel sending').click();
  await toast().getByText('Not sent. It is among your drafts again.').waitFor();
  await folder('Drafts').click();
  await row(/Another day/).waitFor();
  expect(peer.received).toEqual([]);
});

test('offline nothing is tried, and it says so; it goes when the network is back', async () => {
  await setOnline(false);
  const before = peer.connections;
  for (const subject of ['One', 'Two']) {
    await write(subject);
    await sheet().getByRole('button', { name: 'Send', exact: true }).click();
    await sheet().waitFor({ state: 'detached' });
  }
  const status = app.page.getByRole('status', { name: 'Status' });
  await status.getByText('Offline. 2 messages wait in Outbox.').click();
  await row(/Two/).click();
  await article('Two').getByText('This computer is offline. It goes when the network is back.').waitFor();
  expect(peer.connections).toBe(before);
  await setOnline(true);
  await until('both', () => peer.received.length === 2);
  expect(peer.connections).toBe(before + 1);
  await status.getByText(/wait in Outbox/).waitFor({ state: 'detached' });
});

test('who was put off is tried again, and the others have it; “Try now” does not wait', async () => {
  answer = (command) => (command.includes('later@') ? '450 4.2.1 mailbox busy\r\n' : null);
  await write('In part', 'bob@practice.test, later@practice.test');
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await toast()
    .getByText(/does not take the message for 1 of 2 recipients just now. Next try today/)
    .waitFor();
  await toast().getByRole('button', { name: 'Show' }).click();
  const shown = article('In part');
  await shown.getByRole('row', { name: 'accepted bob@practice.test' }).waitFor();
  await shown.getByRole('row', { name: 'later later@practice.test 450 4.2.1 mailbox busy' }).waitFor();
  await shown.getByText(/^Not sent yet. Next try today \d\d:\d\d; 1 try so far.$/).waitFor();
  answer = () => null;
  await button('Try now').click();
  await toast().getByText('Sent to 2 recipients.').waitFor();
  expect(peer.received.map(({ to }) => to)).toEqual([['bob@practice.test'], ['later@practice.test']]);
});

test('a refusal stops it, with the server’s words', async () => {
  answer = (command) => (command.startsWith('MAIL') ? '550 5.7.1 not from here\r\n' : null);
  await write('Refused');
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await toast()
    .getByText(/^Not sent: /)
    .waitFor();
  await folder('Outbox').click();
  await row(/Refused, not sent/).click();
  await article('Refused').getByRole('status').getByText('550 5.7.1 not from here').waitFor();
  await article('Refused').getByRole('button', { name: 'Show transcript' }).waitFor();
  await button('Cancel sending').click();
  await article('Refused').waitFor({ state: 'detached' });
});

test('a paused outbox sends nothing by itself, also after a restart', async () => {
  await folder('Outbox').click();
  await button('Pause outbox').click();
  await write('Held');
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await row(/Held/).waitFor();
  await app.restart();
  await setOnline(true);
  await folder('Outbox').click();
  await app.page
    .getByRole('status', { name: 'Outbox' })
    .getByText('Outbox paused. 1 message waits in Outbox.')
    .waitFor();
  expect(peer.received).toEqual([]);
  await button('Resume').click();
  await until('the message', () => peer.received.length === 1);
  await row(/Held/).waitFor({ state: 'detached' });
});

test('a program that is killed while it sends leaves the message in doubt', async () => {
  let reached = false;
  answer = async (command) => {
    if (!command.startsWith('BDAT')) return null;
    reached = true;
    return '';
  };
  await write('Interrupted');
  await sheet().getByRole('button', { name: 'Send', exact: true }).click();
  await until('the content', () => reached);
  await app.killAndRestart();
  answer = () => null;
  await folder('Outbox').click();
  await row(/Interrupted, in doubt/).click();
  await article('Interrupted')
    .getByText(/Posthorn ended while it was sending/)
    .waitFor();
  await button('It has arrived').click();
  await folder('Sent').click();
  await row(/Interrupted/).waitFor();
  expect(peer.received).toEqual([]);
});

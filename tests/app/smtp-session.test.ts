import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshApp } from '../support/app';
import { until } from '../support/lab';

/** The practice SMTP server, talked to by hand. */
let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
  await app.page.getByRole('grid', { name: 'Messages' }).waitFor();
  await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Server' }).click();
  await app.page.getByRole('tab', { name: 'SMTP' }).click();
});
afterAll(() => app.close());

const button = (name: string) => app.page.getByRole('button', { name, exact: true });
const step = () => app.page.getByRole('region', { name: 'Step by step' });
const transcript = () => app.page.getByRole('log', { name: 'This session' });
const type = async (command: string) => {
  await app.page.getByRole('textbox', { name: 'SMTP command' }).fill(command);
  await app.page.keyboard.press('Enter');
};

describe('a message sent by hand', () => {
  test('goes step by step, from the greeting to QUIT', async () => {
    await button('Connect').click();
    await app.page.getByRole('region', { name: 'Greeting' }).getByText('practice').first().waitFor();
    await button('Send EHLO').click();
    const extensions = app.page.getByRole('table', { name: 'Extensions' });
    await extensions.getByRole('row', { name: /^SIZE \d+ the largest message/ }).waitFor();
    await button('Log in as amy').click();
    await step().getByRole('listitem').filter({ hasText: 'Log in (AUTH)' }).getByText('done').waitFor();
    await button('Send MAIL').click();
    await step().getByRole('textbox', { name: 'Recipient' }).fill('nobody@elsewhere.invalid');
    await button('Send RCPT').click();
    await app.page.getByRole('status', { name: 'Refused' }).waitFor();
    await step().getByRole('textbox', { name: 'Recipient' }).fill('amy@practice.test');
    await button('Send RCPT').click();
    await button('Send DATA').click();
    const message = step().getByRole('textbox', { name: 'Message to send' });
    expect(await message.inputValue()).toContain('To: <amy@practice.test>\n');
    await message.fill('From: <amy@practice.test>\nTo: <amy@practice.test>\nSubject: By hand\n\n.a dot first\n信\n');
    await button('Send the message and its final dot').click();
    await button('Send QUIT').click();
    await button('Connect').waitFor();
    expect(await transcript().textContent()).toMatch(/AUTH [A-Z0-9-]+ •+/);
    await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Mail' }).click();
    await button('Get mail').click();
    await app.page.getByRole('row', { name: /By hand/ }).click();
    await app.page.getByRole('article', { name: 'By hand' }).getByText('.a dot first').waitFor();
    await app.page.getByRole('article', { name: 'By hand' }).getByText('信').waitFor();
  });

  test('and commands can be typed, in any order, but no secret', async () => {
    await app.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Server' }).click();
    await button('Connect').click();
    await step().waitFor();
    const answer = app.page.getByRole('region', { name: 'Answer' });
    await type('rcpt to:<amy@practice.test>');
    await answer.getByText(/^503/).waitFor();
    await type('AUTH PLAIN AGFteQBwcmFjdGljZQ==');
    await answer.getByText('AUTH was not sent.').waitFor();
    await type('XCLIENT ADDR=192.0.2.1');
    await app.page.getByRole('dialog').getByRole('button', { name: 'Send XCLIENT' }).click();
    await answer.getByText(/^50\d/).waitFor();
    await until('the session to show what was typed', async () =>
      ((await transcript().textContent()) ?? '').includes('XCLIENT ADDR=192.0.2.1'),
    );
    expect(await transcript().textContent()).not.toContain('AGFteQ');
    await app.page.keyboard.press('Escape');
    await button('Drop the line').click();
    await button('Connect').waitFor();
  });

  test('a server of no account can be named, and one that is not there is told', async () => {
    await app.page.getByRole('combobox', { name: 'Outgoing server' }).selectOption('Another server');
    await app.page.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1');
    await app.page.getByRole('spinbutton', { name: 'Port' }).fill('9');
    await button('Connect').click();
    await app.page
      .getByRole('alert')
      .getByText(/127\.0\.0\.1/)
      .waitFor();
    expect(app.problems).toEqual([]);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, freshApp } from '../support/app';
import { type Dovecot, startDovecot } from '../support/dovecot';
import { until } from '../support/lab';
import { type Postfix, startPostfix } from '../support/postfix';
import { scriptedServer } from '../support/scripted-server';
import { message } from '../support/store';

/** The built app with real servers: Dovecot and Postfix, over TLS and STARTTLS. */
let dovecot: Dovecot;
let postfix: Postfix;
beforeAll(async () => {
  dovecot = await startDovecot({ users: ['amy', 'bob', 'slow'] });
  postfix = await startPostfix(dovecot);
});
afterAll(async () => {
  await postfix.stop();
  await dovecot.stop();
});

const account = {
  address: 'amy@practice.test',
  user: 'amy',
  password: 'practice',
  host: 'localhost',
  keepInFile: true,
  deleteOnServer: true,
};

/** A fresh app that trusts the tests' authority, on the account form. */
async function appOnForm() {
  const app = await freshApp();
  await app.page.evaluate((caFile) => window.posthorn.call('settings.set', { caFile }), dovecot.caFile);
  await app.page.getByRole('button', { name: 'Add account' }).click();
  return app;
}

test('an account is tested, added and used: mail comes, goes and is deleted on the server', async () => {
  dovecot.seed('amy', [message({ Subject: 'From Dovecot' }), message({ Subject: 'To be deleted' })]);
  const app = await appOnForm();
  const { page } = app;
  try {
    await addAccount(page, {
      ...account,
      pop3: { port: dovecot.pop3s, security: 'TLS' },
      smtp: { port: postfix.submission, security: 'STARTTLS' },
      async before(form) {
        await form.getByRole('button', { name: 'Test connection' }).click();
        const steps = form.getByRole('list', { name: 'Steps' });
        await until('all steps to work', async () => (await steps.getByText('works', { exact: true }).count()) === 7);
        await steps.getByText('2 messages').waitFor();
        await steps.getByText('TLSv1.3, localhost').first().waitFor();
      },
    });
    await page.getByRole('button', { name: 'Get mail' }).click();
    const row = (name: RegExp) => page.getByRole('grid', { name: 'Messages' }).getByRole('row', { name });
    await row(/From Dovecot/).waitFor();

    await page.getByRole('button', { name: 'New message' }).click();
    const sheet = page.getByRole('dialog', { name: 'New message' });
    await sheet.getByRole('textbox', { name: 'To', exact: true }).fill('bob@practice.test');
    await sheet.getByRole('textbox', { name: 'Subject' }).fill('Through Postfix 你好');
    await sheet.getByRole('textbox', { name: 'Message' }).fill('Hello');
    await sheet.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Sent to 1 recipient.').waitFor();
    await until('the delivery', () => dovecot.files('bob').length === 1);

    await row(/To be deleted/).click();
    await page.getByRole('article', { name: 'To be deleted' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    expect(dovecot.files('amy')).toHaveLength(2);
    await page.getByRole('button', { name: 'Get mail' }).click();
    await until('the deletion on the server', () => dovecot.files('amy').length === 1);

    await app.restart();
    await app.page
      .getByRole('grid', { name: 'Messages' })
      .getByRole('row', { name: /From Dovecot/ })
      .waitFor();
    await app.page.getByRole('button', { name: 'Get mail' }).click();
    await app.page.getByText('No new mail.').waitFor();
  } finally {
    await app.close();
  }
});

test('a wrong password is said in the list, with the server’s words, and can be changed', async () => {
  const app = await appOnForm();
  const { page } = app;
  try {
    await addAccount(page, {
      ...account,
      password: 'wrong',
      pop3: { port: dovecot.pop3s, security: 'TLS' },
      smtp: { port: postfix.submission, security: 'STARTTLS' },
      async before(form) {
        await form.getByRole('button', { name: 'Test connection' }).click();
        const steps = form.getByRole('list', { name: 'Steps' });
        await steps.getByText('localhost refused the user name or the password.').first().waitFor();
      },
    });
    await page.getByRole('button', { name: 'Get mail' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'refused the user name or the password' });
    await alert.getByText('Your mail here is safe.').waitFor();
    await alert.getByText(/Authentication failed/).waitFor();
    await alert.getByRole('button', { name: 'Change password' }).click();
    await page.getByRole('form', { name: 'Account' }).getByRole('textbox', { name: 'Password' }).fill('practice');
    await page.getByRole('button', { name: 'Save account' }).click();
    await page.getByRole('link', { name: 'Mail' }).click();
    await page.getByRole('button', { name: 'Get mail' }).click();
    await page
      .getByRole('grid', { name: 'Messages' })
      .getByRole('row', { name: /From Dovecot/ })
      .waitFor();
  } finally {
    await app.close();
  }
});

test('a server that breaks off inside a message: what came whole is here, the rest comes at the next try', async () => {
  let visits = 0;
  const bodies = ['One', 'Two', 'Three'].map((subject) => message({ Subject: subject }, `${'x'.repeat(500)}\r\n`));
  const server = await scriptedServer(async (say, next, socket) => {
    visits += 1;
    const visit = visits;
    say('+OK ready\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      const [command, number] = line.split(' ');
      const body = bodies[Number(number) - 1];
      if (command === 'CAPA') say('-ERR what\r\n');
      else if (command === 'STAT') say('+OK 3 1800\r\n');
      else if (command === 'LIST')
        say(`+OK\r\n${bodies.map(({ length }, index) => `${index + 1} ${length}\r\n`).join('')}.\r\n`);
      else if (command === 'UIDL') say('+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n');
      else if (command === 'RETR' && number === '2' && visit === 1) {
        say(`+OK\r\n${body?.slice(0, 300)}`);
        setTimeout(() => socket.destroy(), 50);
      } else if (command === 'RETR') say(`+OK\r\n${body}.\r\n`);
      else say('+OK\r\n');
    }
  });
  const app = await appOnForm();
  const { page } = app;
  try {
    await addAccount(page, {
      ...account,
      host: '127.0.0.1',
      pop3: { port: server.port, security: 'None' },
      smtp: { port: server.port, security: 'None' },
    });
    await page
      .getByRole('status', { name: 'Status' })
      .getByText(/Not encrypted/)
      .waitFor();
    await page.getByRole('button', { name: 'Get mail' }).click();
    await page
      .getByRole('alert')
      .getByText(/was lost during message 2/)
      .waitFor();
    await page
      .getByRole('alert')
      .getByText(/1 message is saved; 2 will come again/)
      .waitFor();
    const messages = page.getByRole('grid', { name: 'Messages' });
    expect(await messages.getAttribute('aria-rowcount')).toBe('1');
    await page.getByRole('button', { name: 'Get the rest' }).click();
    await until('the rest', async () => (await messages.getAttribute('aria-rowcount')) === '3');
    for (const subject of ['One', 'Two', 'Three'])
      expect(await messages.getByRole('row', { name: new RegExp(subject) }).count()).toBe(1);
  } finally {
    await app.close();
    await server.close();
  }
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshApp, launchApp } from '../support/app';
import { until } from '../support/lab';

let app: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  app = await freshApp(['--practice']);
});
afterAll(() => app.close());

test('the page comes from app:// under a strict policy', async () => {
  expect(app.page.url()).toMatch(/^app:\/\/posthorn\/index\.html/);
  const header = await app.app.evaluate(async ({ session }) => {
    const { headers } = await session.defaultSession.fetch('app://posthorn/index.html');
    return headers.get('content-security-policy');
  });
  expect(header).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
  expect(header).toContain("require-trusted-types-for 'script'");
  const policy = await app.page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    const script = document.createElement('script');
    try {
      script.textContent = 'window.ran = true';
    } catch {
      seen.push('trusted-types');
    }
    document.body.append(script);
    const image = new Image();
    image.src = 'https://example.test/x.png';
    document.body.append(image);
    const style = document.createElement('style');
    style.textContent = 'body{color:red}';
    document.head.append(style);
    await new Promise((done) => setTimeout(done, 300));
    return { seen, ran: 'ran' in window };
  });
  expect(policy.ran).toBe(false);
  expect(policy.seen).toEqual(expect.arrayContaining(['img-src', 'style-src-elem']));
  expect(policy.seen.some((name) => name.startsWith('script') || name.includes('trusted-types'))).toBe(true);
});

test('nothing of Node is in the page, and it can’t evaluate text', async () => {
  const found = await app.page.evaluate(async () => {
    // As a timer's text and not as a call, since what a debugger evaluates may evaluate more.
    try {
      setTimeout('window.evaluated = true');
    } catch {
      // Trusted Types refuse text where code is meant.
    }
    await new Promise((done) => setTimeout(done, 100));
    const node = ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window);
    return { node, evaluated: 'evaluated' in window };
  });
  expect(found).toEqual({ node: [], evaluated: false });
});

test('every window is isolated and without Node', async () => {
  const preferences = await app.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const last: unknown =
      contents && 'getLastWebPreferences' in contents && typeof contents.getLastWebPreferences === 'function'
        ? contents.getLastWebPreferences()
        : null;
    return last;
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    nodeIntegration: false,
    sandbox: true,
    webviewTag: false,
  });
});

test('permissions are denied', async () => {
  const states = await app.page.evaluate(async () => {
    const position = await new Promise((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done('given'),
        () => done('denied'),
      ),
    );
    return [position, await Notification.requestPermission()];
  });
  expect(states).toEqual(['denied', 'denied']);
});

test('the network is closed to the page, whatever its policy', async () => {
  const answer = await app.app.evaluate(async ({ session }) => {
    return session.defaultSession.fetch('https://example.test/').then(
      () => 'answered',
      (error: unknown) => String(error),
    );
  });
  expect(answer).toMatch(/ERR_BLOCKED_BY_CLIENT/);
});

test('a file outside of the pages is not served', async () => {
  const answers = await app.app.evaluate(async ({ session }) => {
    const urls = [
      'app://posthorn/../electron/main.cjs',
      'app://posthorn/%2e%2e/electron/main.cjs',
      // A kind of file that is served, in a place that is not.
      'app://posthorn/..%2f..%2frenderer%2findex.html',
      'app://posthorn/index.html',
      'app://message/view/none',
      'app://elsewhere/',
    ];
    return Promise.all(urls.map((url) => session.defaultSession.fetch(url).then(({ status }) => status)));
  });
  expect(answers).toEqual([404, 404, 404, 200, 404, 404]);
});

test('a call with a wrong argument, or by a wrong name, is refused with a typed error', async () => {
  const answers = await app.page.evaluate(() =>
    Promise.all([
      window.posthorn.call('mail.message', { id: 'one' }),
      window.posthorn.call('mail.burn', {}),
      window.posthorn.call('mail.receive', { accountId: 'practice' }),
      window.posthorn.call('__proto__', {}),
    ]),
  );
  expect(answers).toMatchObject([
    { ok: false, error: { code: 'ipc.invalid-argument', happened: expect.stringContaining('id') } },
    { ok: false, error: { code: 'ipc.unknown-call' } },
    { ok: false, error: { code: 'ipc.unknown-call' } },
    { ok: false, error: { code: 'ipc.unknown-call' } },
  ]);
});

test('the main process refuses the same by itself, and a foreign frame whatever it asks', async () => {
  const answers = await app.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
    // The handler that the preload reaches, asked without the preload's own check.
    const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers');
    const handler: unknown = handlers instanceof Map ? handlers.get('posthorn:call') : undefined;
    const window = BrowserWindow.getAllWindows()[0];
    if (typeof handler !== 'function' || !window) return [];
    const own = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
    const { url } = window.webContents.mainFrame;
    const inside = { sender: window.webContents, senderFrame: { url } };
    const elsewhere = { url: 'app://message/view/x' };
    const foreign = { sender: { mainFrame: elsewhere }, senderFrame: elsewhere };
    const asked: unknown[] = [
      await handler(own, 'mail.message', { id: -1 }),
      await handler(inside, 'app.info', {}),
      await handler(foreign, 'app.info', {}),
      await handler({ ...own, senderFrame: null }, 'app.info', {}),
      await handler(own, 'app.info', {}),
    ];
    return asked;
  });
  expect(answers).toMatchObject([
    { ok: false, error: { code: 'ipc.invalid-argument' } },
    { ok: false, error: { code: 'ipc.foreign-sender' } },
    { ok: false, error: { code: 'ipc.foreign-sender' } },
    { ok: false, error: { code: 'ipc.foreign-sender' } },
    { ok: true },
  ]);
});

test('a link that is no web or mail address is not opened', async () => {
  const answer = await app.page.evaluate(() => window.posthorn.call('app.openExternal', { url: 'file:///etc/passwd' }));
  expect(answer).toMatchObject({ ok: false, error: { code: 'app.bad-link' } });
});

test('two programs do not share a profile', async () => {
  await expect(launchApp(app.profile)).rejects.toThrow();
  await until('the first to be there still', async () => (await app.page.title()) === 'Posthorn');
});

test('a store from a newer version is refused in the window, in words, and left alone', async () => {
  const other = await freshApp(['--practice']);
  await other.page.getByRole('button', { name: 'Get mail' }).click();
  await other.page.getByRole('grid', { name: 'Messages' }).getByRole('row').first().waitFor();
  const index = join(other.profile, 'store/index.sqlite');
  await other.app.close();
  const db = new DatabaseSync(index);
  db.exec('PRAGMA user_version = 99');
  db.close();
  const again = await launchApp(other.profile);
  await again.page.getByText(/written by a newer Posthorn/).waitFor();
  await again.quit();

  writeFileSync(index, 'not a database any more');
  const damaged = await launchApp(other.profile);
  await damaged.page.getByText(/--rebuild-index/).waitFor();
  await damaged.quit();

  const rebuilt = await launchApp(other.profile, ['--rebuild-index', '--practice']);
  await rebuilt.page
    .getByRole('grid', { name: 'Messages' })
    .getByRole('row', { name: /Unit 11/ })
    .waitFor();
  await rebuilt.quit();
});

test('it does not go elsewhere and opens no window', async () => {
  // The page's own view of this is not asked: a driver waits for ever for a navigation that was denied.
  const seen = await app.app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const run = (code: string): Promise<unknown> =>
      window?.webContents.executeJavaScript(code) ?? Promise.resolve(null);
    await run("window.open('https://example.test/'); location.href = 'https://example.test/elsewhere'; null");
    await new Promise((done) => setTimeout(done, 500));
    const asked = await run("document.querySelector('dialog[open]')?.innerText ?? ''");
    return { asked, url: window?.webContents.getURL(), windows: BrowserWindow.getAllWindows().length };
  });
  expect(seen.asked).toContain('https://example.test/');
  expect(seen.url).toMatch(/^app:\/\/posthorn\//);
  expect(seen.windows).toBe(1);
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectPop3 } from '../../electron/mail/pop3';
import { sendMail } from '../../electron/mail/smtp';
import { type Practice, startPractice } from '../../electron/practice';
import { Transcripts } from '../../electron/wire';
import { temporaryFolder } from '../support/lab';

const run = promisify(execFile);
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let practice: Practice;
beforeAll(async () => {
  folder = await temporaryFolder('practice');
  practice = await startPractice({ dir: folder.path });
});
afterAll(async () => {
  await practice?.close();
  await folder?.remove();
});

/** Runs a Python script with the ports as its arguments; gives what it printed, as JSON. */
async function python<S extends v.GenericSchema>(schema: S, script: string): Promise<v.InferOutput<S>> {
  const { pop3, smtp } = practice.endpoints;
  const prelude = 'import sys, json, poplib, smtplib, email, email.policy\npop3, smtp = map(int, sys.argv[1:3])\n';
  const { stdout } = await run('python3', ['-c', prelude + script, String(pop3.port), String(smtp.port)], {
    timeout: 30_000,
  });
  return v.parse(schema, JSON.parse(stdout));
}
const LOGIN = `
p = poplib.POP3('127.0.0.1', pop3, timeout=10)
p.user('amy'); p.pass_('practice')
`;

describe('POP3, by Python’s poplib', () => {
  const letter = v.object({
    subject: v.string(),
    defects: v.array(v.string()),
    files: v.array(v.nullable(v.string())),
    text: v.string(),
    octets: v.boolean(),
  });

  test('the samples are whole, well formed and as many as the maildrop says', async () => {
    const letters = await python(
      v.array(letter),
      `${LOGIN}
count, size = p.stat()
sizes = [int(line.split()[1]) for line in p.list()[1]]
assert sum(sizes) == size and len(sizes) == count
found = []
for i in range(1, count + 1):
    raw = b'\\r\\n'.join(p.retr(i)[1]) + b'\\r\\n'
    m = email.message_from_bytes(raw, policy=email.policy.default)
    body = m.get_body(preferencelist=('plain', 'html'))
    found.append(dict(subject=m['subject'], octets=len(raw) == sizes[i - 1],
        defects=[repr(d) for part in m.walk() for d in part.defects],
        files=[a.get_filename() for a in m.iter_attachments()] if m.is_multipart() else [],
        text=body.get_content() if body else ''))
p.quit()
print(json.dumps(found))`,
    );
    expect(letters.length).toBeGreaterThanOrEqual(18);
    expect(letters.filter(({ octets }) => !octets)).toEqual([]);
    expect(letters.filter(({ defects }) => defects.length > 0)).toEqual([]);
    const by = (subject: string) => letters.find((one) => one.subject === subject);
    expect(by('第十一單元 網路應用程式：作業說明')?.text).toContain('這次的作業請使用 POP3 與 SMTP');
    expect(by('Unit 11: the MX record on page 17')?.files).toEqual(['xxx.com.tw.zone']);
    expect(letters.flatMap(({ files }) => files)).toContain('閱讀清單.csv');
    expect(by('A line that begins with a dot')?.text).toMatch(/\n\.\r?\n\.\.\r?\n\.hidden\r?\n\.\.\.and a last one/);
  });

  test('every answer of a session is one that poplib takes', async () => {
    const answer = await python(
      v.object({
        capa: v.record(v.string(), v.array(v.string())),
        uidls: v.number(),
        top: v.string(),
        apop: v.string(),
      }),
      `
p = poplib.POP3('127.0.0.1', pop3, timeout=10)
capa = p.capa()
apop = p.apop('amy', 'practice').decode()
uidls = len(set(line.split()[1] for line in p.uidl()[1]))
top = b'\\n'.join(p.top(1, 0)[1]).decode()
p.noop(); p.dele(1); p.rset(); p.uidl(1); p.list(1); p.quit()
print(json.dumps(dict(capa=capa, uidls=uidls, top=top, apop=apop)))`,
    );
    expect(Object.keys(answer.capa)).toEqual(
      expect.arrayContaining(['TOP', 'UIDL', 'RESP-CODES', 'PIPELINING', 'IMPLEMENTATION']),
    );
    expect(answer.uidls).toBeGreaterThanOrEqual(18);
    expect(answer.top).toContain('Subject: ');
    expect(answer.apop).toMatch(/^\+OK/);
  });

  test('a second session is told [IN-USE]; a dropped line deletes nothing and gives the lock back', async () => {
    const answer = await python(
      v.object({ second: v.string(), before: v.number(), after: v.number() }),
      `${LOGIN}
before = p.stat()[0]
q = poplib.POP3('127.0.0.1', pop3, timeout=10)
q.user('amy')
try: second = q.pass_('practice').decode()
except poplib.error_proto as e: second = e.args[0].decode()
p.dele(1)
p.close()
import time; time.sleep(0.2)
q.user('amy'); q.pass_('practice')
after = q.stat()[0]
q.quit()
print(json.dumps(dict(second=second, before=before, after=after)))`,
    );
    expect(answer.second).toMatch(/^-ERR \[IN-USE\]/);
    expect(answer.after).toBe(answer.before);
  });

  test('commands may be sent ahead of their answers', async () => {
    const replies = await python(
      v.array(v.string()),
      `
import socket
s = socket.create_connection(('127.0.0.1', pop3), 10)
s.sendall(b'USER amy\\r\\nPASS practice\\r\\nSTAT\\r\\nNOOP\\r\\nQUIT\\r\\n')
data = b''
while chunk := s.recv(4096): data += chunk
print(json.dumps(data.decode().splitlines()))`,
    );
    expect(replies).toHaveLength(6);
    expect(replies.filter((line) => !line.startsWith('+OK'))).toEqual([]);
  });
});

describe('SMTP, by Python’s smtplib', () => {
  test('what is sent to a practice address arrives octet for octet, dots and all', async () => {
    const answer = await python(
      v.object({ code: v.number(), text: v.string(), trace: v.string(), path: v.string() }),
      `
s = smtplib.SMTP('127.0.0.1', smtp, local_hostname='laptop', timeout=10)
s.ehlo(); s.login('amy', 'practice')
body = 'Subject: =?utf-8?b?5L2g5aW9?=\\r\\n\\r\\n.\\r\\n..two\\r\\n你好\\r\\n'.encode()
s.sendmail('amy@practice.test', ['meihua@xxx.com.tw'], body, mail_options=['BODY=8BITMIME'])
code = s.quit()[0]
${LOGIN}
lines = p.retr(p.stat()[0])[1]
p.dele(p.stat()[0]); p.quit()
cut = lines.index(b'')
print(json.dumps(dict(code=code, path=lines[0].decode(), trace=b' '.join(lines[1:cut]).decode(), text='\\n'.join(l.decode() for l in lines[cut + 1:]))))`,
    );
    expect(answer).toMatchObject({ code: 221, text: '.\n..two\n你好', path: 'Return-Path: <amy@practice.test>' });
    expect(answer.trace).toContain('with ESMTPA id');
  });

  test('refusals come recipient by recipient, and the rest is delivered', async () => {
    const refused = await python(
      v.record(v.string(), v.tuple([v.number(), v.string()])),
      `
s = smtplib.SMTP('127.0.0.1', smtp, timeout=10)
to = ['amy@practice.test', 'nobody@practice.test', 'later@practice.test', 'x@example.org']
refused = s.sendmail('amy@practice.test', to, b'Subject: some\\r\\n\\r\\nx\\r\\n')
s.quit()
print(json.dumps({k: [c, t.decode()] for k, (c, t) in refused.items()}))`,
    );
    expect(refused).toEqual({
      'nobody@practice.test': [550, expect.stringMatching(/^5\.1\.1/)],
      'later@practice.test': [450, expect.stringMatching(/^4\.2\.1/)],
      'x@example.org': [550, expect.stringMatching(/^5\.7\.1/)],
    });
  });

  test('only a dot between CRLFs ends a message, and what comes behind it is read as commands', async () => {
    const codes = await python(
      v.array(v.string()),
      `
import socket
s = socket.create_connection(('127.0.0.1', smtp), 10)
f = s.makefile('rb')
s.sendall(b'HELO a\\r\\nMAIL FROM:<amy@practice.test>\\r\\nRCPT TO:<amy@practice.test>\\r\\nDATA\\r\\n')
for _ in range(5): f.readline()
s.sendall(b'Subject: x\\r\\n\\r\\none\\n.\\r\\nRSET\\r\\ntwo\\r\\n.\\r\\nQUIT\\r\\n')
print(json.dumps([line[:3].decode() for line in f]))`,
    );
    // The bare LF is refused; nothing behind it was taken for a command.
    expect(codes).toEqual(['554', '221']);
  });

  test('UTF-8 addresses, big messages and wrong passwords', async () => {
    const answer = await python(
      v.object({ auth: v.number(), size: v.number(), unsaid: v.number(), kept: v.number() }),
      `
from email.message import EmailMessage
s = smtplib.SMTP('127.0.0.1', smtp, timeout=20)
try: s.login('amy', 'wrong'); auth = 235
except smtplib.SMTPAuthenticationError as e: auth = e.smtp_code
m = EmailMessage(policy=email.policy.SMTPUTF8)
m['From'] = 'amy@practice.test'; m['To'] = '林美華@xxx.com.tw'; m['Subject'] = '你好'
m.set_content('x' * 60 + '\\n')
s.send_message(m)
line = b'.' + b'y' * 70 + b'\\r\\n'
s.sendmail('amy@practice.test', ['amy@practice.test'], b'Subject: big\\r\\n\\r\\n' + line * 100000)
try: s.sendmail('amy@practice.test', ['amy@practice.test'], b'Subject: too big\\r\\n\\r\\n' + line * 300000); size = 250
except smtplib.SMTPException as e: size = e.smtp_code
# The same without SIZE: only its end tells that it is too big.
s.docmd('MAIL', 'FROM:<amy@practice.test>'); s.rcpt('amy@practice.test')
unsaid = s.data(b'Subject: too big\\r\\n\\r\\n' + line * 300000)[0]
s.quit()
${LOGIN}
n = p.stat()[0]
kept = len(p.retr(n)[1])
p.dele(n); p.quit()
print(json.dumps(dict(auth=auth, size=size, unsaid=unsaid, kept=kept)))`,
    );
    expect(answer).toMatchObject({ auth: 535, size: 552, unsaid: 552 });
    expect(answer.kept).toBeGreaterThan(100_000);
  });
});

describe('our own clients', () => {
  const transcripts = new Transcripts();

  test('send a letter, are told who was refused, and receive it again', async () => {
    const server = { ...practice.endpoints.smtp, security: 'none' as const, user: practice.user };
    const raw = Buffer.from('From: amy@practice.test\r\nSubject: own\r\n\r\n.dot\r\n你好\r\n');
    const envelope = { from: practice.address, to: ['meihua@xxx.com.tw', 'nobody@practice.test'] };
    const sent = await sendMail({ ...server, password: practice.password, transcripts, envelope, content: raw });
    expect(sent.recipients).toMatchObject([
      { state: 'accepted', code: '250', enhanced: '2.1.5' },
      { state: 'refused', code: '550', enhanced: '5.1.1' },
    ]);

    const { endpoints, user, password } = practice;
    const pop3 = await connectPop3({ ...endpoints.pop3, security: 'none', user, password, transcripts });
    const { messages } = await pop3.stat();
    const sizes = await pop3.list();
    const uidls = await pop3.uidl(sizes);
    expect([sizes.size, uidls.size]).toEqual([messages, messages]);
    const chunks: Buffer[] = [];
    const octets = await pop3.retrieve(messages, (chunk) => void chunks.push(Buffer.from(chunk)));
    const received = Buffer.concat(chunks);
    expect(octets).toBe(sizes.get(messages));
    expect(received.subarray(-raw.length).equals(raw)).toBe(true);
    await pop3.dele(messages);
    expect(await pop3.quit()).toEqual({ answered: true });
  });
});

describe('a restart', () => {
  test('keeps what was deleted deleted, what came, and every UIDL', async () => {
    const uidls = () =>
      python(
        v.array(v.string()),
        `${LOGIN}\nprint(json.dumps([l.split()[1].decode() for l in p.uidl()[1]]))\np.quit()`,
      );
    const before = await uidls();
    await python(v.null(), `${LOGIN}\np.dele(2)\np.quit()\nprint('null')`);
    await practice.close();
    practice = await startPractice({ dir: folder.path });
    expect(await uidls()).toEqual(before.filter((_, i) => i !== 1));
  });
});

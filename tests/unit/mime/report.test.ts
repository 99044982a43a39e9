import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMessage } from '../../../electron/mail/mime';

interface Shape {
  from: string;
  /** Fields of the whole message and of each recipient, as they come. */
  status: string;
  returned?: string;
  header?: string;
  /** What returns the message, and how the status is named. */
  type?: string;
  statusType?: string;
}

function report({
  from,
  status,
  returned = '',
  header = '',
  type = 'message/rfc822',
  statusType = 'message/delivery-status',
}: Shape): Buffer {
  const part = (contentType: string, body: string) => `--b1\nContent-Type: ${contentType}\n\n${body}\n`;
  const text = [
    `From: ${from}\nTo: amy@practice.test\nSubject: Undelivered\n${header}MIME-Version: 1.0\n`,
    'Content-Type: multipart/report; report-type=delivery-status;\n boundary="b1"\n\n',
    part('text/plain; charset=us-ascii', 'I am sorry to say that it did not arrive.'),
    part(statusType, status),
    returned && part(type, returned),
    '--b1--\n',
  ].join('');
  return Buffer.from(text.replace(/\n/g, '\r\n'));
}
const read = async (shape: Shape) => (await parseMessage(report(shape))).report;

const original =
  'Received: by mail.practice.test\nFrom: amy@practice.test\nMessage-ID: <abc@practice.test>\nSubject: Hello\n\nWords\n';
const about = ['abc@practice.test'];

/** In the shape of what these servers send. */
const shapes: [string, Shape, object][] = [
  [
    'Postfix, a bounce',
    {
      from: 'MAILER-DAEMON@mail.practice.test (Mail Delivery System)',
      status: `Reporting-MTA: dns; mail.practice.test
X-Postfix-Queue-ID: 4RkL9z1wYzz
X-Postfix-Sender: rfc822; amy@practice.test
Arrival-Date: Thu, 26 Nov 2026 09:00:00 +0800 (CST)

Final-Recipient: rfc822; nobody@example.org
Original-Recipient: rfc822;nobody@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: Recipient address
    rejected: User unknown in virtual mailbox table`,
      returned: original,
    },
    {
      about,
      recipients: [
        {
          recipient: 'nobody@example.org',
          originalRecipient: 'nobody@example.org',
          action: 'failed',
          status: '5.1.1',
          diagnostic:
            '550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
          remoteMta: 'mx.example.org',
        },
      ],
    },
  ],
  [
    'Postfix, a success that was asked for, known by ENVID',
    {
      from: 'MAILER-DAEMON@mail.practice.test',
      status: `Reporting-MTA: dns; mail.practice.test
Original-Envelope-Id: 0b5c+2Bx@practice.test

Final-Recipient: rfc822; bob@practice.test
Original-Recipient: rfc822;bob+2Bshop@practice.test
Action: delivered
Status: 2.0.0
Diagnostic-Code: X-Postfix; delivered to mailbox`,
      returned: 'Message-ID: <other@practice.test>\nSubject: Hello\n',
      type: 'text/rfc822-headers',
    },
    {
      about: ['0b5c+x@practice.test', 'other@practice.test'],
      recipients: [{ action: 'delivered', status: '2.0.0', originalRecipient: 'bob+shop@practice.test' }],
    },
  ],
  [
    'Postfix, a delay',
    {
      from: 'MAILER-DAEMON@mail.practice.test',
      status: `Reporting-MTA: dns; mail.practice.test

Final-Recipient: rfc822; bob@slow.test
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to slow.test[192.0.2.1]:25: Connection timed out
Will-Retry-Until: Tue, 1 Dec 2026 09:00:00 +0800 (CST)`,
      returned: 'Message-ID: <abc@practice.test>\n',
      type: 'text/rfc822-headers',
    },
    { about, recipients: [{ action: 'delayed', status: '4.4.1', remoteMta: '' }] },
  ],
  [
    'Exim',
    {
      from: 'Mail Delivery System <Mailer-Daemon@exim.test>',
      header: 'X-Failed-Recipients: nobody@example.org\nReferences: <abc@practice.test>\n',
      status: `Reporting-MTA: dns; exim.test

Action: failed
Final-Recipient: rfc822;nobody@example.org
Status: 5.0.0
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550-5.1.1 no such user here
 550 5.1.1 try another`,
      returned: original,
    },
    { about, recipients: [{ status: '5.0.0', diagnostic: '550-5.1.1 no such user here 550 5.1.1 try another' }] },
  ],
  [
    'Exim, a frozen one without what it is about',
    {
      from: 'Mailer-Daemon@exim.test',
      header: 'In-Reply-To: <abc@practice.test>\n',
      status:
        'Reporting-MTA: dns; exim.test\n\nAction: delayed\nFinal-Recipient: rfc822;bob@example.org\nStatus: 4.0.0',
    },
    { about, recipients: [{ recipient: 'bob@example.org', action: 'delayed' }] },
  ],
  [
    'Exchange',
    {
      from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.test>',
      header: 'In-Reply-To: <abc@practice.test>\nReferences: <first@practice.test> <abc@practice.test>\n',
      status: `Reporting-MTA: dns;EX01.corp.test
Received-From-MTA: dns;mail.practice.test
Arrival-Date: Thu, 26 Nov 2026 01:00:00 +0000

Original-Recipient: rfc822;nobody@corp.test
Final-Recipient: rfc822;nobody@corp.test
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: nobody@corp.test`,
      returned: original,
    },
    {
      about: ['abc@practice.test', 'first@practice.test'],
      recipients: [
        {
          status: '5.1.10',
          diagnostic: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
        },
      ],
    },
  ],
  [
    'Exchange, relayed to where nobody reports',
    {
      from: 'postmaster@corp.test',
      status: `Reporting-MTA: dns;EX01.corp.test

Final-Recipient: rfc822;bob@far.test
Action: relayed
Status: 2.0.0`,
      returned: 'Message-ID: <abc@practice.test>\n',
      type: 'message/rfc822-headers',
    },
    { about, recipients: [{ action: 'relayed', status: '2.0.0', diagnostic: '' }] },
  ],
  [
    'Gmail',
    {
      from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      header: 'In-Reply-To: <abc@practice.test>\nReferences: <abc@practice.test>\n',
      status: `Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; amy@practice.test
Arrival-Date: Thu, 26 Nov 2026 01:00:00 -0800 (PST)
X-Original-Message-ID: <abc@practice.test>

Final-Recipient: rfc822; nobody@gmail.test
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.test. (192.0.2.27, the server for the
 domain gmail.test.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address
 550 5.1.1  https://support.google.test/mail/?p=NoSuchUser x - gsmtp
Last-Attempt-Date: Thu, 26 Nov 2026 01:00:01 -0800 (PST)`,
      returned: original,
    },
    { about, recipients: [{ status: '5.1.1', remoteMta: 'gmail-smtp-in.l.google.test.' }] },
  ],
  [
    'Gmail, a delay',
    {
      from: 'mailer-daemon@googlemail.com',
      header: 'References: <abc@practice.test>\n',
      status: `Reporting-MTA: dns; googlemail.com

Final-Recipient: rfc822; bob@slow.test
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; The recipient server did not accept our requests to connect.
Will-Retry-Until: Sun, 29 Nov 2026 01:00:00 -0800 (PST)`,
    },
    { about, recipients: [{ action: 'delayed' }] },
  ],
  [
    'Sendmail, of two recipients',
    {
      from: 'Mail Delivery Subsystem <MAILER-DAEMON@sendmail.test>',
      status: `Reporting-MTA: dns; sendmail.test
Received-From-MTA: DNS; mail.practice.test
Arrival-Date: Thu, 26 Nov 2026 09:00:00 +0800

Final-Recipient: RFC822; nobody@example.org
Action: failed
Status: 5.1.1
Remote-MTA: DNS; mx.example.org
Diagnostic-Code: SMTP; 550 5.1.1 <nobody@example.org>... User unknown
Last-Attempt-Date: Thu, 26 Nov 2026 09:00:01 +0800

Final-Recipient: RFC822; <bob@example.org>
X-Actual-Recipient: RFC822; bob@inside.example.org
Action: delivered (to mailbox)
Status: 2.1.5 (ok)`,
      returned: original,
    },
    {
      about,
      recipients: [
        { recipient: 'nobody@example.org', action: 'failed' },
        { recipient: 'bob@example.org', action: 'delivered', status: '2.1.5' },
      ],
    },
  ],
  [
    'Sendmail, opened into a list',
    {
      from: 'MAILER-DAEMON@sendmail.test',
      status:
        'Reporting-MTA: dns; sendmail.test\n\nFinal-Recipient: RFC822; all@list.test\nAction: expanded\nStatus: 2.1.5',
      returned: 'Message-Id: <abc@practice.test>\n',
      type: 'text/rfc822-headers',
    },
    { about, recipients: [{ action: 'expanded' }] },
  ],
  [
    'Amazon SES, with no empty line before the recipients’ last one',
    {
      from: 'MAILER-DAEMON@eu-west-1.amazonses.test',
      status: `Reporting-MTA: dns; a1.amazonses.test

Action: failed
Final-Recipient: rfc822; nobody@example.org
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1

`,
      returned: original,
    },
    { about, recipients: [{ status: '5.1.1' }] },
  ],
  [
    'an international one (RFC 6533)',
    {
      from: 'postmaster@xxx.com.tw',
      status:
        'Reporting-MTA: dns; xxx.com.tw\n\nFinal-Recipient: utf-8; 美花@xxx.com.tw\nAction: failed\nStatus: 5.1.1',
      statusType: 'message/global-delivery-status',
      returned: original,
      type: 'message/global',
    },
    { about, recipients: [{ recipient: '美花@xxx.com.tw' }] },
  ],
];

test.each(shapes)('%s', async (_name, shape, expected) => {
  expect(await read(shape)).toMatchObject(expected);
});

describe('what is no report', () => {
  const status = 'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x\nAction: failed\nStatus: 5.0.0';

  test('a read receipt, an abuse report, a status that was forwarded', async () => {
    for (const statusType of ['message/disposition-notification', 'message/feedback-report']) {
      expect(await read({ from: 'a@x', status, statusType })).toBeNull();
    }
    const forwarded = report({ from: 'a@x', status }).toString().replace('multipart/report', 'multipart/mixed');
    expect((await parseMessage(Buffer.from(forwarded))).report).toBeNull();
  });

  test('a report without recipients, or with an action that nobody knows', async () => {
    expect(await read({ from: 'a@x', status: 'Reporting-MTA: dns; x' })).toBeNull();
    expect(await read({ from: 'a@x', status: status.replace('failed', 'exploded') })).toBeNull();
    expect(await read({ from: 'a@x', status: '' })).toBeNull();
  });

  test('one of twenty thousand recipients is cut', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `Final-Recipient: rfc822; a${index}@x\nAction: failed\n`);
    const found = await read({ from: 'a@x', status: `Reporting-MTA: dns; x\n\n${many.join('\n')}` });
    expect(found?.recipients).toHaveLength(1_000);
  });

  test('whatever stands in a status, nothing breaks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.constantFrom(...status.split('\n'), '', ':', ' x'))),
        async (lines) => {
          const found = await read({ from: 'a@x', status: lines.join('\n') });
          for (const { recipient, status: code } of found?.recipients ?? []) {
            expect(recipient).not.toBe('');
            expect(code).toMatch(/^(\d\.\d+\.\d+)?$/);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

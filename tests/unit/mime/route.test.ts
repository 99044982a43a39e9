import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { dateTimeMs } from '../../../electron/mail/mime/date-time';
import { receivedHop } from '../../../electron/mail/mime/received';
import { routeOf } from '../../../electron/mail/mime/route';
import { route } from '../../../shared/contract/route';
import { seeded } from '../../support/random';

describe('dates as servers write them', () => {
  const at = (text: string) => {
    const ms = dateTimeMs(text);
    return ms === null ? null : new Date(ms).toISOString();
  };
  test.each([
    ['Tue, 24 Nov 2026 09:41:02 +0100', '2026-11-24T08:41:02.000Z'],
    ['Tue, 24 Nov 2026 09:41:02 +0100 (CET)', '2026-11-24T08:41:02.000Z'],
    ['24 Nov 26 09:41 GMT', '2026-11-24T09:41:00.000Z'],
    ['3 Jan 99 01:02:03 EST', '1999-01-03T06:02:03.000Z'],
    ['1 Jan 104 00:00:00 PDT', '2004-01-01T07:00:00.000Z'],
    ['Tue, 24 Nov 2026 09:41:02.987 -0800 (PST)', '2026-11-24T17:41:02.987Z'],
    ['Tue, 24-Nov-2026 09:41:02 UT', '2026-11-24T09:41:02.000Z'],
    ['Tue Nov 24 09:41:02 2026', '2026-11-24T09:41:02.000Z'],
    ['Tue Nov  4 09:41:02 2026 -0500', '2026-11-04T14:41:02.000Z'],
    // What no zone, or one that nobody knows, means: RFC 5322 §4.3.
    ['24 Nov 2026 09:41:02', '2026-11-24T09:41:02.000Z'],
    ['24 Nov 2026 09:41:02 CET', '2026-11-24T09:41:02.000Z'],
    ['31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z'],
  ])('%s is %s', (text, iso) => expect(at(text)).toBe(iso));

  test.each([
    '',
    'yesterday',
    '31 Feb 2026 09:41:02 +0000',
    '24 Foo 2026 09:41:02 +0000',
    '24 Nov 2026 25:00:00 +0000',
  ])('“%s” is none', (text) => expect(at(text)).toBeNull());
});

describe('a hop as servers write it', () => {
  const kinds: [string, string, object][] = [
    [
      'Postfix',
      `from mail.x.test (mail.x.test [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)
        key-exchange X25519 server-signature RSA-PSS (2048 bits)) (No client certificate requested)
        by mx.y.test (Postfix) with ESMTPS id 4ABCD12345 for <amy@y.test>; Tue, 24 Nov 2026 09:41:02 +0100 (CET)`,
      {
        from: 'mail.x.test',
        fromAddress: '192.0.2.1',
        by: 'mx.y.test',
        protocol: 'ESMTPS',
        tls: 'TLS 1.3',
        encrypted: true,
        id: '4ABCD12345',
        for: 'amy@y.test',
        at: '2026-11-24T08:41:02.000Z',
      },
    ],
    [
      'Postfix, where the client had no name',
      `from [10.0.0.5] (unknown [203.0.113.7]) (Authenticated sender: bob)
        by smtp.y.test (Postfix) with ESMTPSA id 99; Tue, 24 Nov 2026 09:41:02 +0000`,
      {
        from: '10.0.0.5',
        fromAddress: '203.0.113.7',
        by: 'smtp.y.test',
        protocol: 'ESMTPSA',
        encrypted: true,
        tls: '',
      },
    ],
    [
      'Gmail, from outside',
      `from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id
        d9443c01a7336-1d2.5.2024.01.01 for <amy@gmail.test> (Google Transport Security); Mon, 01 Jan 2024 01:02:03 -0800 (PST)`,
      {
        from: 'mail-sor-f41.google.com',
        fromAddress: '209.85.220.41',
        by: 'mx.google.com',
        protocol: 'SMTPS',
        encrypted: true,
        for: 'amy@gmail.test',
        at: '2024-01-01T09:02:03.000Z',
      },
    ],
    [
      'Gmail, within',
      'by 2002:a05:6504:2148:b0:1d2:1b5b:5e0a with SMTP id f8csp1234567ltu; Mon, 1 Jan 2024 01:02:04 -0800 (PST)',
      { from: '', fromAddress: '', by: '2002:a05:6504:2148:b0:1d2:1b5b:5e0a', protocol: 'SMTP', encrypted: false },
    ],
    [
      'Exchange',
      `from AM0PR01.eurprd01.prod.outlook.com (2603:10a6:208:ab::12) by VI1PR01.eurprd01.prod.outlook.com
        (2603:10a6:803:3e::19) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)
        id 15.20.4842.17; Mon, 3 Jan 2022 10:00:00 +0000`,
      {
        from: 'AM0PR01.eurprd01.prod.outlook.com',
        fromAddress: '2603:10a6:208:ab::12',
        by: 'VI1PR01.eurprd01.prod.outlook.com',
        protocol: 'Microsoft SMTP Server',
        tls: 'TLS 1.2',
        encrypted: true,
        id: '15.20.4842.17',
      },
    ],
    [
      'Exchange, within',
      'from VI1.outlook.com ([fe80::1:2]) by VI1.outlook.com ([fe80::1:2%7]) with mapi id 15.20.4844.016; Mon, 3 Jan 2022 10:00:01 +0000',
      { by: 'VI1.outlook.com', fromAddress: 'fe80::1:2', protocol: 'mapi', encrypted: false },
    ],
    [
      'Exim',
      `from [192.0.2.1] (helo=mail.x.test) by mx.y.test with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96)
        (envelope-from <a@x.test>) id 1r2abc-0004Xy-2b for amy@y.test; Tue, 24 Nov 2026 09:41:02 +0100`,
      {
        from: 'mail.x.test',
        fromAddress: '192.0.2.1',
        by: 'mx.y.test',
        protocol: 'esmtps',
        tls: 'TLS 1.3',
        encrypted: true,
        id: '1r2abc-0004Xy-2b',
        for: 'amy@y.test',
      },
    ],
    [
      'qmail, from the network',
      'from unknown (HELO mail.x.test) (192.0.2.9) by 0 with SMTP; 3 Jan 2022 10:00:00 -0000',
      { from: 'mail.x.test', fromAddress: '192.0.2.9', by: '0', protocol: 'SMTP', at: '2022-01-03T10:00:00.000Z' },
    ],
    [
      'qmail, by itself',
      '(qmail 12345 invoked by uid 1000); 3 Jan 2022 10:00:00 -0000',
      { from: '', by: '', program: 'qmail 12345 invoked by uid 1000', at: '2022-01-03T10:00:00.000Z' },
    ],
    [
      'Sendmail',
      `from x.test (x.test [IPv6:2001:db8::1]) by y.test (8.15.2/8.15.2) with ESMTPS id 0A1B2C
        (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=NO) for <amy@y.test>; Tue, 24 Nov 2026 09:41:02 GMT`,
      { fromAddress: '2001:db8::1', by: 'y.test', tls: 'TLS 1.2', encrypted: true },
    ],
    [
      'Dovecot',
      'from mx.y.test ([127.0.0.1]) by be.y.test with LMTP id AbC (envelope-from <a@x.test>) for <amy@y.test>; Tue, 24 Nov 2026 09:41:02 +0000',
      { from: 'mx.y.test', by: 'be.y.test', protocol: 'LMTP', encrypted: false, id: 'AbC', for: 'amy@y.test' },
    ],
    [
      'Yahoo, by its website',
      'from 10.1.1.1 by atlas.yahoo.test with HTTP; Tue, 24 Nov 2026 09:41:02 +0000',
      { from: '10.1.1.1', fromAddress: '10.1.1.1', by: 'atlas.yahoo.test', protocol: 'HTTP', encrypted: false },
    ],
    [
      'one without a semicolon',
      'by 10.1.1.1 with SMTP id x1 Mon, 1 Jan 2024 01:02:03 -0800',
      { by: '10.1.1.1', id: 'x1', at: '2024-01-01T09:02:03.000Z' },
    ],
    [
      'one with semicolons in its comments',
      'from a.test (a.test; [192.0.2.1]) by b.test (b; 1.0) with ESMTP; Mon, 1 Jan 2024 01:02:03 +0000',
      { from: 'a.test', by: 'b.test', at: '2024-01-01T01:02:03.000Z' },
    ],
    ['one without a date', 'from a.test by b.test with ESMTP id 5', { by: 'b.test', at: null }],
    ['one that nobody can read', '(((;;;)))', { from: '', by: '', at: null }],
  ];
  test.each(kinds)('%s', (_, field, expected) => expect(receivedHop(field)).toMatchObject(expected));
});

describe('the way of a message', () => {
  const header = [
    'Received: from c by d with LMTP; Tue, 24 Nov 2026 09:41:09 +0000',
    'Received: from b by c\r\n\twith ESMTPS id 1;\r\n\tTue, 24 Nov 2026 09:41:05 +0000',
    'DKIM-Signature: v=1; a=rsa-sha256; d=X.test; s=sel;\r\n t=1795513262; x=1796118 062; b=abc=',
    'DKIM-Signature: v=1; d=y.test; s=other; t=99999999999999; x=soon',
    'received: from a by b with SMTP; Tue, 24 Nov 2026 09:41:02 +0000',
    'Date: Tue, 24 Nov 2026 09:41:00 +0000',
  ].join('\r\n');

  test('the oldest hop comes first, and what the body holds does not count', () => {
    const found = routeOf(Buffer.from(`${header}\r\n\r\nReceived: from z by z; Tue, 24 Nov 2026 09:41:02 +0000\r\n`));
    expect(found.hops.map(({ by }) => by)).toEqual(['b', 'c', 'd']);
    expect(found.date).toBe('2026-11-24T09:41:00.000Z');
    expect(found.signatures).toEqual([
      {
        domain: 'x.test',
        selector: 'sel',
        signedAt: '2026-11-24T09:41:02.000Z',
        expiresAt: '2026-12-01T09:41:02.000Z',
      },
      { domain: 'y.test', selector: 'other', signedAt: null, expiresAt: null },
    ]);
  });

  test('a message without a header has none', () => {
    expect(routeOf(Buffer.from('\r\nHello'))).toEqual({ date: null, hops: [], signatures: [] });
  });

  test('whatever a header holds, it is read at once, and what is told fits the contract', () => {
    const random = seeded(7);
    const pieces = [
      'from ',
      'by ',
      'with ',
      '(',
      ')',
      '[',
      ']',
      ';',
      '"',
      '\\',
      '<',
      '\r\n ',
      '24 Nov 2026 09:41',
      'x.test ',
      '\u0000',
      'é',
      '=',
    ];
    const mess = (length: number) =>
      Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)] ?? '').join('');
    const fields = Array.from({ length: 300 }, (_, i) => `${i % 3 ? 'Received' : 'DKIM-Signature'}: ${mess(i * 20)}`);
    for (const text of [fields.join('\r\n'), `Received: ${'('.repeat(200_000)}`, `Received: ${'a '.repeat(100_000)}`])
      v.parse(route, { ...routeOf(Buffer.from(`${text}\r\n\r\n`)), arrivedAt: null });
  });
});

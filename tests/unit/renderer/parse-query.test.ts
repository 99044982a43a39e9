import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../renderer/dns/parse-query';
import { readServer, serverName } from '../../../shared/dns-servers';

const nothing = { type: null, server: null, fromRoot: false, transport: null, edns: null };

describe('the line of the DNS screen', () => {
  it.each([
    ['xxx.com.tw', { ...nothing, name: 'xxx.com.tw' }],
    ['mx xxx.com.tw', { ...nothing, name: 'xxx.com.tw', type: 'MX' }],
    ['xxx.com.tw mx', { ...nothing, name: 'xxx.com.tw', type: 'MX' }],
    ['mx xxx.com.tw @8.8.8.8', { ...nothing, name: 'xxx.com.tw', type: 'MX', server: { host: '8.8.8.8', port: 53 } }],
    ['mx xxx.com.tw @root', { ...nothing, name: 'xxx.com.tw', type: 'MX', fromRoot: true }],
    ['xxx.com.tw @root:53', { ...nothing, name: 'xxx.com.tw', server: { host: 'root', port: 53 } }],
    ['dig +tcp xxx.com.tw IN TXT', { ...nothing, name: 'xxx.com.tw', type: 'TXT', transport: 'tcp' }],
    ['type65280 a.test', { ...nothing, name: 'a.test', type: 'TYPE65280' }],
    ['211.72.211.25', { ...nothing, name: '211.72.211.25' }],
    ['2001:db8::1', { ...nothing, name: '2001:db8::1' }],
    ['257 a.test', { ...nothing, name: 'a.test', type: 'TYPE257' }],
    ['a.test 15 @::1', { ...nothing, name: 'a.test', type: 'TYPE15', server: { host: '::1', port: 53 } }],
    ['mx', { ...nothing, name: 'mx' }],
    ['mx @::1', { ...nothing, name: 'mx', server: { host: '::1', port: 53 } }],
    ['257', { ...nothing, name: '257' }],
    ['xxx.com.tw and more', { ...nothing, name: 'xxx.com.tw' }],
    ['amy@xxx.com.tw', { ...nothing, name: 'xxx.com.tw', type: 'MX' }],
    ['a mailto:amy@xxx.com.tw?subject=x', { ...nothing, name: 'xxx.com.tw', type: 'A' }],
    ['dig -x 192.0.2.1 @::1 -p 5353', { ...nothing, name: '192.0.2.1', server: { host: '::1', port: 5353 } }],
    [
      'dig -p5353 -b 10.0.0.1 @::1 -t mx a.test',
      { ...nothing, name: 'a.test', type: 'MX', server: { host: '::1', port: 5353 } },
    ],
    [
      'a.test +subnet=192.0.2.0/24 +cookie',
      { ...nothing, name: 'a.test', edns: { subnet: '192.0.2.0/24', cookie: true } },
    ],
    ['host -t mx a.test 8.8.8.8', { ...nothing, name: 'a.test', type: 'MX', server: { host: '8.8.8.8', port: 53 } }],
    [
      'nslookup -type=mx a.test 8.8.8.8',
      { ...nothing, name: 'a.test', type: 'MX', server: { host: '8.8.8.8', port: 53 } },
    ],
    [
      'kdig +tls a.test @1.1.1.1',
      { ...nothing, name: 'a.test', transport: 'tls-any', server: { host: '1.1.1.1', port: 853 } },
    ],
    [
      'a.test +tls-hostname=dns.test @192.0.2.1',
      { ...nothing, name: 'a.test', transport: 'tls', server: { host: '192.0.2.1', port: 853, tlsName: 'dns.test' } },
    ],
    [
      'a.test @https://dns.test/q',
      { ...nothing, name: 'a.test', transport: 'https', server: { host: 'dns.test', port: 443, path: '/q' } },
    ],
    ['https://xxx.com.tw/a?b', { ...nothing, name: 'xxx.com.tw' }],
    ['', { ...nothing, name: '' }],
    ['@8.8.8.8', { ...nothing, name: '', server: { host: '8.8.8.8', port: 53 } }],
    ['例子.測試 ns', { ...nothing, name: '例子.測試', type: 'NS' }],
  ])('understands %s', (text, query) => expect(parseQuery(text)).toEqual(query));
});

describe('a server', () => {
  it.each([
    ['127.0.0.1', { host: '127.0.0.1', port: 53 }],
    ['127.0.0.1:5353', { host: '127.0.0.1', port: 5353 }],
    ['[::1]:5353', { host: '::1', port: 5353 }],
    ['[::1]', { host: '::1', port: 53 }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0', port: 53 }],
    ['2001:4860:4860::8888', { host: '2001:4860:4860::8888', port: 53 }],
    ['ns1.xxx.com.tw', { host: 'ns1.xxx.com.tw', port: 53 }],
    ['', null],
  ])('%s', (text, endpoint) => expect(readServer(text)?.server ?? null).toEqual(endpoint));
});

it.each([
  '127.0.0.1',
  '127.0.0.1:5353',
  '[::1]:5353',
  '::1',
  'tcp://192.0.2.1',
  'tls://192.0.2.1#dns.test',
  'tls-any://[::1]:8853',
  'https://dns.test/dns-query',
  'https-get://dns.test:8443/q',
])('the server %s is shown as it can be typed', (text) => {
  const typed = readServer(text);
  expect(typed && serverName(typed.server, typed.transport ?? 'udp')).toBe(text);
});

it('a name behind # asks for a certificate of that name', () => {
  expect(readServer('192.0.2.1#dns.test')).toEqual({
    server: { host: '192.0.2.1', port: 853, tlsName: 'dns.test' },
    transport: 'tls',
  });
});

it('what has another scheme is no server', () => expect(readServer('ftp://192.0.2.1')).toBe(null));

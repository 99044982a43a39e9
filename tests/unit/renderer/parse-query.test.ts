import { describe, expect, it } from 'vitest';
import { parseQuery, parseServer, serverName } from '../../../renderer/dns/parse-query';

const nothing = { type: null, server: null, transport: null };

describe('the line of the DNS screen', () => {
  it.each([
    ['xxx.com.tw', { ...nothing, name: 'xxx.com.tw' }],
    ['mx xxx.com.tw', { ...nothing, name: 'xxx.com.tw', type: 'MX' }],
    ['xxx.com.tw mx', { ...nothing, name: 'xxx.com.tw', type: 'MX' }],
    ['mx xxx.com.tw @8.8.8.8', { ...nothing, name: 'xxx.com.tw', type: 'MX', server: { host: '8.8.8.8', port: 53 } }],
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
    ['amy@xxx.com.tw', { ...nothing, name: 'xxx.com.tw' }],
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
    ['2001:4860:4860::8888', { host: '2001:4860:4860::8888', port: 53 }],
    ['ns1.xxx.com.tw', { host: 'ns1.xxx.com.tw', port: 53 }],
    ['', null],
  ])('%s', (text, endpoint) => expect(parseServer(text)).toEqual(endpoint));
});

it('a server is shown as it can be typed', () => {
  for (const text of ['127.0.0.1', '127.0.0.1:5353', '[::1]:5353', '::1']) {
    const server = parseServer(text);
    expect(server && serverName(server)).toBe(text);
  }
});

import { expect, test } from 'vitest';
import { localNotes, readHosts, readResolvConf } from '../../../electron/dns/local-names';

const hosts = readHosts('127.0.0.1 localhost # this one\n\n192.0.2.7\tPrinter printer.home.test.\n192.0.2.8 printer\n');
const { search, dots } = readResolvConf('domain old.test\nsearch home.test lab.test. # two\nnameserver 192.0.2.1\n');
const notes = (name: string, more = {}) => localNotes(name, { search, dots, hosts, ...more });

test('the hosts file is told of where it has the name', () => {
  expect(notes('PRINTER.home.test')).toEqual([
    'Programs on this computer find printer.home.test at 192.0.2.7: the hosts file says so, and DNS is not asked.',
  ]);
  expect(notes('www.home.test')).toEqual([]);
  expect(notes('printer')[0]).toContain('192.0.2.7, 192.0.2.8');
});

test('search domains are told of where programs would try them', () => {
  expect(notes('wiki')).toEqual([
    'Programs on this computer would first try wiki.home.test, wiki.lab.test (search domains); here the name is asked for as it stands.',
  ]);
  expect(notes('wiki.')).toEqual([]);
  expect(notes('wiki.eng')).toEqual([]);
  expect(notes('wiki.eng', readResolvConf('search home.test\noptions timeout:1 ndots:2\n'))).toHaveLength(1);
  expect(notes('wiki', readResolvConf('search .\n'))).toEqual([]);
});

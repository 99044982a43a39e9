import type { ClockServer, ClockSource, Endpoint } from '../../shared/contract';

export const nameOf = ({ host, port }: Endpoint) => (port === 123 ? host : `${host}:${port}`);

/** The name of a source; with its address where one name stands for several. */
export function sourceName({ server, address }: Pick<ClockSource, 'server' | 'address'>): string {
  return address === '' || server.host === address ? nameOf(server) : `${nameOf(server)} · ${address}`;
}

/** Well-known servers that answer everybody, by who runs them. */
export const presets: { name: string; servers: ClockServer[] }[] = [
  { name: 'NTP pool: four servers near you', servers: [{ host: 'pool.ntp.org', port: 123, pool: true, nts: false }] },
  { name: 'NTP pool, with IPv6', servers: [{ host: '2.pool.ntp.org', port: 123, pool: true, nts: false }] },
  {
    name: 'National laboratories: Taiwan (TL), USA (NIST), Germany (PTB), Japan (NICT)',
    servers: ['time.stdtime.gov.tw', 'time.nist.gov', 'ptbtime1.ptb.de', 'ntp.nict.jp'].map((host) => ({
      host,
      port: 123,
      pool: false,
      nts: false,
    })),
  },
  { name: 'Cloudflare', servers: [{ host: 'time.cloudflare.com', port: 123, pool: false, nts: false }] },
  {
    name: 'Authenticated (NTS): Cloudflare, Netnod, PTB, NIC.br',
    servers: ['time.cloudflare.com', 'nts.netnod.se', 'ptbtime1.ptb.de', 'a.st1.ntp.br'].map((host) => ({
      host,
      port: 4460,
      pool: false,
      nts: true,
    })),
  },
];

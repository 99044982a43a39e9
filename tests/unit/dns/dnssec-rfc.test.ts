import { describe, expect, test } from 'vitest';
import { dsOf, parseAnchor } from '../../../electron/dns/dnssec/anchors';
import { Budget } from '../../../electron/dns/dnssec/budget';
import { readDs, readKey, vouchesFor } from '../../../electron/dns/dnssec/keys';
import { nsec3Hash } from '../../../electron/dns/dnssec/nsec3';
import { rrsetsOf } from '../../../electron/dns/dnssec/rrsets';
import { checkSignatures } from '../../../electron/dns/dnssec/signature';
import { validate } from '../../../electron/dns/dnssec/validator';
import { formatName, parseName } from '../../../electron/dns/names';
import { toQuestion } from '../../../electron/dns/question';
import { base32Hex } from '../../../electron/dns/rdata/fields';
import { typeName } from '../../../electron/dns/types';
import { messageOf, seconds } from '../../support/dns-records';

/** The examples that the RFCs give, octet for octet. */

type Sections = [answer: string[], authority?: string[], rcode?: number];

/** Judges by canned answers: what is not among them is not answered. */
async function judge(
  anchor: string,
  now: string,
  answers: Record<string, Sections>,
  name: string,
  type: string,
): Promise<string> {
  const { verdict, sentence } = await validate({
    question: toQuestion({ name, type }),
    anchors: [parseAnchor(anchor)],
    now: seconds(now),
    ask: ({ name: asked, typeCode }) => {
      const found = answers[`${formatName(asked)} ${typeName(typeCode)}`];
      return Promise.resolve(found ? messageOf(...found) : null);
    },
  });
  return `${verdict}: ${sentence}`;
}

const zsk4035 =
  'AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQePxXHZS4i8dANH4DX3tbHol61ek8EFMcsGXxKciJFHyhl94C+NwILQdzsUlSFovBZsyl/NX6yEbtw/xN9ZNcrbYvgjjZ/UVPZIySFNsgEYvh0z2542lzMKR4Dh8uZffQ==';
const ksk4035 =
  'AQOeX7+baTmvpVHb2CcLnL1dMRWbuscRvHXlLnXwDzvqp4tZVKp1sZMepFb8MvxhhW3y/0QZsyCjczGJ1qk8vJe52iOhInKROVLRwxGpMfzPRLMlGybr51bOV/1se0ODacj3DomyB4QB5gKTYot/K9alk5/j8vfd4jWCWD+E1Sze0Q==';
const sig4035 = (owner: string, type: string, labels: number, signature: string, tag = 38519) =>
  `${owner} 3600 IN RRSIG ${type} 5 ${labels} 3600 20040509183619 20040409183619 ${tag} example. ${signature}`;
const soa4035 = [
  'example. 3600 IN SOA ns1.example. bugs.x.w.example. 1081539377 3600 300 3600000 3600',
  sig4035(
    'example.',
    'SOA',
    1,
    'ONx0k36rcjaxYtcNgq6iQnpNV5+drqYAsC9h7TSJaHCqbhE67Sr6aH2xDUGcqQWu/n0UVzrFvkgO9ebarZ0GWDKcuwlM6eNB5SiX2K74l5LWDA7S/Un/IbtDq4Ay8NMNLQI7Dw7n4p8/rjkBjV7j86HyQgM5e7+miRAz8V01b0I=',
  ),
];
const apexNsec4035 = [
  'example. 3600 IN NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY',
  sig4035(
    'example.',
    'NSEC',
    1,
    'O0k558jHhyrC97ISHnislm4kLMW48C7U7cBmFTfhke5iVqNRVTB1STLMpgpbDIC9hcryoO0VZ9ME5xPzUEhbvGnHd5sfzgFVeGxr5Nyyq4tWSDBgIBiLQUv1ivy29vhXy7WgR62dPrZ0PWvmjfFJ5arXf4nPxp/kEowGgBRzY/U=',
  ),
];
const bNsec4035 = [
  'b.example. 3600 IN NSEC ns1.example. NS RRSIG NSEC',
  sig4035(
    'b.example.',
    'NSEC',
    2,
    'GNuxHn844wfmUhPzGWKJCPY5ttEX/RfjDoOx9ueK1PtYkOWKOOdiJ/PJKCYB3hYX+858dDWSxb2qnV/LSTCNVBnkm6owOpysY97MVj5VQEWs0lm9tFoqjcptQkmQKYPrwUnCSNwvvclSF1xZvhRXgWT7OuFXldoCG6TfVFMs9xE=',
  ),
];
const xywNsec4035 = [
  'x.y.w.example. 3600 IN NSEC xx.example. MX RRSIG NSEC',
  sig4035(
    'x.y.w.example.',
    'NSEC',
    4,
    'OvE6WUzN2ziieJcvKPWbCAyXyP6ef8cr6CspArVSTzKSquNwbezZmkU7E34o5lmb6CWSSSpgxw098kNUFnHcQf/LzY2zqRomubrNQhJTiDTXa0ArunJQCzPjOYq5t0SLjm6qp6McJI1AP5VrQoKqJDCLnoAlcPOPKAm/jJkn3jk=',
  ),
];
const wildcardMx4035 = [
  'a.z.w.example. 3600 IN MX 1 ai.example.',
  sig4035(
    'a.z.w.example.',
    'MX',
    2,
    'OMK8rAZlepfzLWW75Dxd63jy2wswESzxDKG2f9AMN1CytCd10cYISAxfAdvXSZ7xujKAtPbctvOQ2ofO7AZJ+d01EeeQTVBPq4/6KCWhqe2XTjnkVLNvvhnc0u28aoSsG0+4InvkkOHknKxw4kX18MMR34i8lC36SR5xBni8vHI=',
  ),
];
const answers4035: Record<string, Sections> = {
  'example. DNSKEY': [
    [
      `example. 3600 IN DNSKEY 256 3 5 ${zsk4035}`,
      `example. 3600 IN DNSKEY 257 3 5 ${ksk4035}`,
      sig4035(
        'example.',
        'DNSKEY',
        1,
        'ZxgauAuIj+k1YoVEOSlZfx41fcmKzTFHoweZxYnz99JVQZJ33wFS0Q0jcP7VXKkaElXk9nYJXevO/7nAbo88iWsMkSpSR6jWzYYKwfrBI/L9hjYmyVO9m6FjQ7uwM4dCP/bIuV/DKqOAK9NYNC3AHfvCV1Tp4VKDqxqG7R5tTVM=',
        9465,
      ),
      sig4035(
        'example.',
        'DNSKEY',
        1,
        'eGL0s90glUqcOmloo/2y+bSzyEfKVOQViD9ZDNhLz/Yn9CQZlDVRJffACQDAUhXpU/oP34ribKBpysRXosczFrKqS5Oa0bzMOfXCXup9qHApeFIku28Vqfr8Nt7cigZLxjK+u0Ws/4lIRjKk7z5OXogYVaFzHKillDt3HRxHIZM=',
      ),
    ],
  ],
  'x.w.example. MX': [
    [
      'x.w.example. 3600 IN MX 1 xx.example.',
      sig4035(
        'x.w.example.',
        'MX',
        3,
        'Il2WTZ+Bkv+OytBx4LItNW5mjB4RCwhOO8y1XzPHZmZUTVYL7LaA63f6T9ysVBzJRI3KRjAPH3U1qaYnDoN1DrWqmi9RJe4FoObkbcdm7P3Ikx70ePCoFgRz1Yq+bVVXCvGuAU4xALv3W/Y1jNSlwZ2mSWKHfxFQxPtLj8s32+k=',
      ),
    ],
  ],
  'ml.example. A': [[], [...soa4035, ...bNsec4035, ...apexNsec4035], 3],
  'ns1.example. MX': [
    [],
    [
      ...soa4035,
      'ns1.example. 3600 IN NSEC ns2.example. A RRSIG NSEC',
      sig4035(
        'ns1.example.',
        'NSEC',
        2,
        'I4hj+Kt6+8rCcHcUdolks2S+Wzri9h3fHas81rGN/eILdJHN7JpV6lLGPIh/8fIBkfvdyWnBjjf1q3O7JgYO1UdI7FvBNWqaaEPJK3UkddBqZIaLi8Qr2XHkjq38BeQsbp8X0+6h4ETWSGT8IZaIGBLryQWGLw6Y6X8dqhlnxJM=',
      ),
    ],
  ],
  'a.example. DS': [
    [
      'a.example. 3600 IN DS 57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B',
      sig4035(
        'a.example.',
        'DS',
        2,
        'oXIKit/QtdG64J/CB+Gi8dOvnwRvqrto1AdQoRkAN15FP3iZ7suB7gvTBmXzCjL7XUgQVcoHkdhyCuzp8W9qJHgRUSwKKkczSyuL64nhgjuDEML8l9wlWVsl7PR2VnZduM9bLyBhaaPmRKX/Fm+v6ccF2EGNLRiY08kdkz+XHHo=',
      ),
    ],
  ],
  'mc.b.example. MX': [['mc.b.example. 3600 IN MX 1 xx.example.']],
  'b.example. DS': [[], [...soa4035, ...bNsec4035]],
  'example. DS': [[], [...soa4035, ...apexNsec4035]],
  'a.z.w.example. MX': [wildcardMx4035, xywNsec4035],
  'a.z.w.example. AAAA': [
    [],
    [
      ...soa4035,
      ...xywNsec4035,
      '*.w.example. 3600 IN NSEC x.w.example. MX RRSIG NSEC',
      sig4035(
        '*.w.example.',
        'NSEC',
        2,
        'r/mZnRC3I/VIcrelgIcteSxDhtsdlTDt8ng9HSBlABOlzLxQtfgTnn8f+aOwJIAFe1Ee5RvU5cVhQJNP5XpXMJHfyps8tVvfxSAXfahpYqtx91gsmcV/1V9/bZAG55CefP9cM4Z9Y9NT9XQ8s1InQ2UoIv6tJEaaKkP701j8OLA=',
      ),
    ],
  ],
};
const anchor4035 = `example. IN DNSKEY 257 3 5 ${ksk4035}`;

describe('RFC 4035 appendix B', () => {
  const from = (name: string, type: string, more = {}, now = '20040412000000') =>
    judge(anchor4035, now, { ...answers4035, ...more }, name, type);

  test.each([
    ['B.1, an answer', 'x.w.example', 'MX', /^secure: .* is signed by key 38519 of example until 2004-05-09/],
    ['B.2, a name error', 'ml.example', 'A', /^secure: .*proves that there is no name ml\.example/],
    ['B.3, no data', 'ns1.example', 'MX', /^secure: .*proves that ns1\.example has no MX record/],
    ['B.4, a signed delegation', 'a.example', 'DS', /^secure/],
    ['B.5, an unsigned delegation', 'mc.b.example', 'MX', /^insecure: .*vouches for no key of b\.example/],
    ['B.6, a wildcard', 'a.z.w.example', 'MX', /^secure: .*came out of a wildcard/],
    ['B.7, no data of a wildcard', 'a.z.w.example', 'AAAA', /^secure: .*has no AAAA record/],
    ['B.8, the zone itself knows nothing of its DS', 'example', 'DS', /^indeterminate: .*no trust anchor/],
  ])('%s', async (_, name, type, expected) => expect(await from(name, type)).toMatch(expected));

  test.each([
    [
      'a name error without the wildcard’s',
      'ml.example',
      'A',
      { 'ml.example. A': [[], [...soa4035, ...bNsec4035], 3] },
    ],
    ['a name error without the name’s', 'ml.example', 'A', { 'ml.example. A': [[], [...soa4035, ...apexNsec4035], 3] }],
    ['a wildcard without what denies a nearer name', 'a.z.w.example', 'MX', { 'a.z.w.example. MX': [wildcardMx4035] }],
    ['the wrong type denied', 'ns1.example', 'A', { 'ns1.example. A': answers4035['ns1.example. MX'] }],
    ['the apex of the zone below for DS', 'b.example', 'DS', { 'b.example. DS': [[], [...soa4035, ...apexNsec4035]] }],
  ])('%s proves nothing', async (_, name, type, more) => expect(await from(name, type, more)).toMatch(/^bogus/));

  test('before and after the signatures’ time nothing holds', async () => {
    expect(await from('x.w.example', 'MX', {}, '20040510000000')).toMatch(/^bogus: .*expired on 2004-05-09/);
    expect(await from('x.w.example', 'MX', {}, '20040409000000')).toMatch(/^bogus: .*valid only from 2004-04-09 on/);
  });
});

const sig5155 = (owner: string, type: string, labels: number, signature: string, tag = 40430) =>
  `${owner} 3600 IN RRSIG ${type} 7 ${labels} 3600 20150420235959 20051021000000 ${tag} example. ${signature}`;
const nsec3 = (hash: string, next: string, types: string, signature: string) => [
  `${hash}.example. 3600 IN NSEC3 1 1 12 aabbccdd ${next} ${types}`,
  sig5155(`${hash}.example.`, 'NSEC3', 2, signature),
];
const soa5155 = [
  'example. 3600 IN SOA ns1.example. bugs.x.w.example. 1 3600 300 3600000 3600',
  sig5155(
    'example.',
    'SOA',
    1,
    'Hu25UIyNPmvPIVBrldN+9Mlp9Zql39qaUd8iq4ZLlYWfUUbbAS41pG+68z81q1xhkYAcEyHdVI2LmKusbZsT0Q==',
  ),
];
const apex5155 = nsec3(
  '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom',
  '2t7b4g4vsa5smi47k61mv5bv1a22bojr',
  'MX DNSKEY NS SOA NSEC3PARAM RRSIG',
  'OSgWSm26B+cS+dDL8b5QrWr/dEWhtCsKlwKLIBHYH6blRxK9rC0bMJPwQ4mLIuw85H2EY762BOCXJZMnpuwhpA==',
);
const xw5155 = nsec3(
  'b4um86eghhds6nea196smvmlo4ors995',
  'gjeqe526plbf1g8mklp59enfd789njgi',
  'MX RRSIG',
  'ZkPG3M32lmoHM6pa3D6gZFGB/rhL//Bs3Omh5u4m/CUiwtblEVOaAKKZd7S959OeiX43aLX3pOv0TSTyiTxIZg==',
);
const a5155 = nsec3(
  '35mthgpgcu1qg68fab165klnsnk3dpvl',
  'b4um86eghhds6nea196smvmlo4ors995',
  'NS DS RRSIG',
  'g6jPUUpduAJKRljUsN8gB4UagAX0NxY9shwQAynzo8EUWH+z6hEIBlUTPGj15eZll6VhQqgZXtAIR3chwgW+SA==',
);
const ns1of5155 = nsec3(
  '2t7b4g4vsa5smi47k61mv5bv1a22bojr',
  '2vptu5timamqttgl4luu9kg21e0aor3s',
  'A RRSIG',
  'OmBvJ1Vgg1hCKMXHFiNeIYHK9XVW0iLDLwJN4TFoNxZuP03gAXEI634YwOc4YBNITrj413iqNI6mRk/r1dOSUw==',
);
const yw5155 = nsec3(
  'ji6neoaepv8b5o6k4ev33abha8ht9fgc',
  'k8udemvp1j2f7eg6jebps17vp3n8i58h',
  '',
  'gPkFp1s2QDQ6wQzcg1uSebZ61W33rUBDcTj72F3kQ490fEdp7k1BUIfbcZtPbX3YCpE+sIt0MpzVSKfTwx4uYA==',
);
const w5155 = nsec3(
  'k8udemvp1j2f7eg6jebps17vp3n8i58h',
  'kohar7mbb8dc2ce8a9qvl8hon4k53uhi',
  '',
  'FtXGbvF0+wf8iWkyo73enAuVx03klN+pILBKS6qCcftVtfH4yVzsEZquJ27NHR7ruxJWDNMtOtx7w9WfcIg62A==',
);
const ns2of5155 = nsec3(
  'q04jkcevqvmu85r014c7dkba38o0ji5r',
  'r53bq7cc2uvmubfu5ocmm6pers9tk9en',
  'A RRSIG',
  'hV5I89b+4FHJDATp09g4bbN0R1F845CaXpL3ZxlMKimoPAyqletMlEWwLfFia7sdpSzn+ZlNNlkxWcLsIlMmUg==',
);
const wildcard5155 = nsec3(
  'r53bq7cc2uvmubfu5ocmm6pers9tk9en',
  't644ebqk9bibcna874givr6joj62mlhv',
  'MX RRSIG',
  'aupviViruXs4bDg9rCbezzBMf9h1ZlDvbW/CZFKulIGXXLj8B/fsDJarXVDA9bnUoRhEbKp+HF1FWKW7RIJdtQ==',
);
const wildcardMx5155 = [
  'a.z.w.example. 3600 IN MX 1 ai.example.',
  sig5155(
    'a.z.w.example.',
    'MX',
    2,
    'CikebjQwGQPwijVcxgcZcSJKtfynugtlBiKb9FcBTrmOoyQ4InoWVudhCWsh/URX3lc4WRUMivEBP6+4KS3ldA==',
  ),
];
const ksk5155 = 'AwEAAcUlFV1vhmqx6NSOUOq2R/dsR7Xm3upJj7IommWSpJABVfW8Q0rOvXdM6kzt+TAu92L9AbsUdblMFin8CVF3n4s=';
const answers5155: Record<string, Sections> = {
  'example. DNSKEY': [
    [
      'example. 3600 IN DNSKEY 256 3 7 AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LUsAD0QPWU+wzt89epO6tHzkMBVDkC7qphQO2hTY4hHn9npWFRw5BYubE=',
      `example. 3600 IN DNSKEY 257 3 7 ${ksk5155}`,
      sig5155(
        'example.',
        'DNSKEY',
        1,
        'AuU4juU9RaxescSmStrQks3Gh9FblGBlVU31uzMZ/U/FpsUb8aC6QZS+sTsJXnLnz7flGOsmMGQZf3bH+QsCtg==',
        12708,
      ),
    ],
  ],
  'a.c.x.w.example. A': [[], [...soa5155, ...apex5155, ...xw5155, ...a5155], 3],
  'ns1.example. MX': [[], [...soa5155, ...ns1of5155]],
  'y.w.example. A': [[], [...soa5155, ...yw5155]],
  'mc.c.example. MX': [['mc.c.example. 3600 IN MX 1 ai.example.']],
  'c.example. DS': [[], [...soa5155, ...a5155, ...apex5155]],
  'example. DS': [[], [...soa5155, ...apex5155]],
  'a.z.w.example. MX': [wildcardMx5155, ns2of5155],
  'a.z.w.example. AAAA': [[], [...soa5155, ...w5155, ...ns2of5155, ...wildcard5155]],
};

describe('RFC 5155 appendix B', () => {
  const from = (name: string, type: string, more = {}) =>
    judge(`example. IN DNSKEY 257 3 7 ${ksk5155}`, '20080110000000', { ...answers5155, ...more }, name, type);

  // All of that zone has opted out, so what hangs on a gap is not secure (§9.2).
  test.each([
    ['B.1, a name error', 'a.c.x.w.example', 'A', /^insecure: .*says that there is no name a\.c\.x\.w\.example/],
    ['B.2, no data', 'ns1.example', 'MX', /^secure: .*proves that ns1\.example has no MX record/],
    ['B.2.1, names below alone', 'y.w.example', 'A', /^secure: .*proves that y\.w\.example has no A record/],
    ['B.3, an opt-out delegation', 'mc.c.example', 'MX', /^insecure: .*c\.example/],
    ['B.4, a wildcard', 'a.z.w.example', 'MX', /^insecure: .*came out of a wildcard/],
    ['B.5, no data of a wildcard', 'a.z.w.example', 'AAAA', /^insecure: .*has no AAAA record/],
    ['B.6, the zone itself knows nothing of its DS', 'example', 'DS', /^indeterminate: .*no trust anchor/],
  ])('%s', async (_, name, type, expected) => expect(await from(name, type)).toMatch(expected));

  test.each([
    ['the next closer name', [...soa5155, ...xw5155, ...a5155]],
    ['the closest encloser', [...soa5155, ...apex5155, ...a5155]],
    ['the wildcard', [...soa5155, ...apex5155, ...xw5155]],
  ])('a name error without what is said of %s proves nothing', async (_, authority) => {
    expect(await from('a.c.x.w.example', 'A', { 'a.c.x.w.example. A': [[], authority, 3] })).toMatch(/^bogus/);
  });

  test.each([
    ['example.', '0p9mhaveqvm6t7vbl5lop2u3t2rp3tom'],
    ['a.example.', '35mthgpgcu1qg68fab165klnsnk3dpvl'],
    ['ai.example.', 'gjeqe526plbf1g8mklp59enfd789njgi'],
    ['ns1.EXAMPLE.', '2t7b4g4vsa5smi47k61mv5bv1a22bojr'],
    ['w.example.', 'k8udemvp1j2f7eg6jebps17vp3n8i58h'],
    ['*.w.example.', 'r53bq7cc2uvmubfu5ocmm6pers9tk9en'],
    ['x.y.w.example.', '2vptu5timamqttgl4luu9kg21e0aor3s'],
    ['2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.', 'kohar7mbb8dc2ce8a9qvl8hon4k53uhi'],
  ])('appendix A: the hash of %s', (name, hash) => {
    expect(base32Hex(nsec3Hash(parseName(name), Buffer.from('aabbccdd', 'hex'), 12)).toLowerCase()).toBe(hash);
  });
});

describe('keys and signatures of other algorithms', () => {
  test.each([
    {
      source: 'RFC 5702 §6.1',
      key: 'example.net. 3600 IN DNSKEY 256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=',
      ds: null,
      set: 'www.example.net. 3600 IN A 192.0.2.91',
      signature:
        'www.example.net. 3600 IN RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==',
    },
    {
      source: 'RFC 5702 §6.2',
      key: 'example.net. 3600 IN DNSKEY 256 3 10 AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFDxj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL',
      ds: null,
      set: 'www.example.net. 3600 IN A 192.0.2.91',
      signature:
        'www.example.net. 3600 IN RRSIG A 10 3 3600 20300101000000 20000101000000 3740 example.net. tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw=',
    },
    {
      source: 'RFC 6605 §6.1',
      key: 'example.net. 3600 IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
      ds: 'example.net. 3600 IN DS 55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17',
      set: 'www.example.net. 3600 IN A 192.0.2.1',
      signature:
        'www.example.net. 3600 IN RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==',
    },
    {
      source: 'RFC 6605 §6.2',
      key: 'example.net. 3600 IN DNSKEY 257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40',
      ds: 'example.net. 3600 IN DS 10771 14 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6',
      set: 'www.example.net. 3600 IN A 192.0.2.1',
      signature:
        'www.example.net. 3600 IN RRSIG A 14 3 3600 20100909102025 20100812102025 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm',
    },
    {
      source: 'RFC 8080 §6.1, as erratum 4935 has it',
      key: 'example.com. 3600 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
      ds: 'example.com. 3600 IN DS 3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b',
      set: 'example.com. 3600 IN MX 10 mail.example.com.',
      signature:
        'example.com. 3600 IN RRSIG MX 15 2 3600 20150819220000 20150729220000 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==',
    },
    {
      source: 'RFC 8080 §6.1, the second, as erratum 4935 has it',
      key: 'example.com. 3600 IN DNSKEY 257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=',
      ds: 'example.com. 3600 IN DS 35217 15 2 401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c',
      set: 'example.com. 3600 IN MX 10 mail.example.com.',
      signature:
        'example.com. 3600 IN RRSIG MX 15 2 3600 20150819220000 20150729220000 35217 example.com. zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==',
    },
  ])('$source', ({ key, ds, set, signature }) => {
    const setOf = (...lines: string[]) => {
      const { message, bytes } = messageOf(lines);
      const [found] = rrsetsOf(message.answer, bytes);
      if (!found) throw new Error('no set');
      return found;
    };
    const keys = setOf(key);
    const dnskey = readKey(keys.rdatas[0] ?? Buffer.alloc(0));
    const signed = setOf(set, signature);
    const [first] = signed.signatures;
    if (!dnskey || !first) throw new Error('no key or signature');
    expect(dnskey.tag).toBe(first.tag);
    const now = first.inception + 60;
    const how = { now, budget: new Budget() };
    expect(checkSignatures(signed, keys.owner, [dnskey], how).map(({ state }) => state)).toEqual(['valid']);
    const other = {
      ...signed,
      rdatas: signed.rdatas.map((rdata) => Buffer.concat([rdata.subarray(0, -1), Buffer.of(7)])),
    };
    expect(checkSignatures(other, keys.owner, [dnskey], how).map(({ state }) => state)).toEqual(['wrong']);
    if (ds === null) return;
    const record = readDs(setOf(ds).rdatas[0] ?? Buffer.alloc(0));
    expect(record && vouchesFor(record, keys.owner, dnskey)).toBe(true);
    expect(record && vouchesFor(record, parseName('elsewhere.'), dnskey)).toBe(false);
  });

  test('RFC 4034 §5.4: the digest of a key, whatever the case of its owner', () => {
    const { message, bytes } = messageOf([
      'dskey.example.com. 86400 IN DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==',
    ]);
    const [set] = rrsetsOf(message.answer, bytes);
    const key = readKey(set?.rdatas[0] ?? Buffer.alloc(0));
    if (!key) throw new Error('no key');
    const ds = {
      tag: 60485,
      algorithm: 5,
      digestType: 1,
      digest: Buffer.from('2BB183AF5F22588179A53B0A98631FAD1A292118', 'hex'),
    };
    expect(vouchesFor(ds, parseName('DSKEY.Example.com.'), key)).toBe(true);
    expect(dsOf(parseName('dskey.example.com.'), key.rdata).tag).toBe(60485);
  });
});

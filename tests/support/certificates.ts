import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  certFile: string;
  keyFile: string;
}

/** An authority of the tests' own, and certificates of it: a good one and one of each kind of bad. */
export interface Certificates {
  caFile: string;
  ca: string;
  good: Certificate;
  wrongName: Certificate;
  expired: Certificate;
  selfSigned: Certificate;
}

export function makeCertificates(dir: string): Certificates {
  mkdirSync(dir, { recursive: true });
  const file = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file(`${name}.key`));
  const local = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1';

  key('ca');
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    file('ca.key'),
    '-subj',
    '/CN=Posthorn test CA',
    '-days',
    '3650',
    '-out',
    file('ca.pem'),
  );
  writeFileSync(file('index.txt'), '');
  writeFileSync(file('serial'), '01\n');
  writeFileSync(
    file('ca.cnf'),
    `[ca]\ndefault_ca=own\n[own]\ndir=${dir}\ndatabase=${file('index.txt')}\nserial=${file('serial')}\nnew_certs_dir=${dir}\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n`,
  );
  const sign = (name: string, subject: string, names: string, from: string, to: string): Certificate => {
    key(name);
    openssl(
      'req',
      '-new',
      '-key',
      file(`${name}.key`),
      '-subj',
      `/CN=${subject}`,
      '-addext',
      names,
      '-out',
      file(`${name}.csr`),
    );
    const period = ['-startdate', from, '-enddate', to];
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      file('ca.cnf'),
      '-cert',
      file('ca.pem'),
      '-keyfile',
      file('ca.key'),
      ...period,
      '-in',
      file(`${name}.csr`),
      '-out',
      file(`${name}.pem`),
    );
    return { certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) };
  };
  const now = ['20200101000000Z', '20490101000000Z'] as const;
  const good = sign('good', 'localhost', local, ...now);
  const wrongName = sign('wrong', 'example.test', 'subjectAltName=DNS:example.test', ...now);
  const expired = sign('expired', 'localhost', local, '20200101000000Z', '20200201000000Z');
  key('self');
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    file('self.key'),
    '-subj',
    '/CN=localhost',
    '-addext',
    local,
    '-days',
    '365',
    '-out',
    file('self.pem'),
  );
  const selfSigned = { certFile: file('self.pem'), keyFile: file('self.key') };
  return { caFile: file('ca.pem'), ca: readFileSync(file('ca.pem'), 'utf8'), good, wrongName, expired, selfSigned };
}

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dovecot } from './dovecot';
import { freePort, greets, serverEnv, temporaryFolder, until } from './lab';

export interface Postfix {
  /** Plain, with STARTTLS offered. */
  smtp: number;
  /** STARTTLS demanded. */
  submission: number;
  /** TLS from the first byte. */
  smtps: number;
  log(): string;
  stop(): Promise<void>;
}

/**
 * A Postfix of the test's own that asks Dovecot who may send and delivers to it. It takes mail for practice.test and
 * refuses some: `nobody` for good, `later` for now, and `banned` as a sender.
 */
export async function startPostfix(
  dovecot: Dovecot,
  {
    /** Octets that it takes a message. */
    most = 100_000,
    /** Throws away what it took, after its queue had it. */
    discards = false,
  } = {},
): Promise<Postfix> {
  const folder = await temporaryFolder('postfix');
  const dir = folder.path;
  chmodSync(dir, 0o755);
  const [smtp, submission, smtps] = [await freePort(), await freePort(), await freePort()];
  const etc = join(dir, 'etc');
  for (const name of ['etc', 'spool', 'data', 'log']) mkdirSync(join(dir, name));
  spawnSync('chown', ['postfix', join(dir, 'data')]);
  const ca = (name: string) => join(dovecot.dir, 'ca', name);
  writeFileSync(
    join(etc, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${dir}/spool
data_directory = ${dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${dir}/log/postfix.log
maillog_file_prefixes = ${tmpdir()}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.practice.test
mydestination =
mynetworks =
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = practice.test
virtual_transport = ${discards ? 'discard:' : `lmtp:inet:127.0.0.1:${dovecot.lmtp}`}
default_transport = error:5.7.1 this lab relays nowhere
smtputf8_enable = yes
message_size_limit = ${most}
smtpd_tls_cert_file = ${ca('good.pem')}
smtpd_tls_key_file = ${ca('good.key')}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${dovecot.authSocket}
smtpd_sasl_auth_enable = yes
smtpd_relay_restrictions = permit_sasl_authenticated, permit_auth_destination, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{nobody@practice.test=550 5.1.1 no such user here},{later@practice.test=450 4.2.1 mailbox busy}}, permit_sasl_authenticated, permit_auth_destination, reject
smtpd_sender_restrictions = check_sender_access inline:{{banned@practice.test=550 5.7.1 sender refused}}
smtpd_delay_reject = no
smtpd_client_restrictions =
`,
  );
  const service = (name: string, type: string, command: string, more = '') =>
    `${name} ${type} n - n - 1 ${command}${more}\n`;
  const daemons = [
    ['cleanup', 'unix'],
    ['qmgr', 'unix'],
    ['tlsmgr', 'unix'],
    ['rewrite', 'unix', 'trivial-rewrite'],
    ['bounce', 'unix'],
    ['defer', 'unix', 'bounce'],
    ['trace', 'unix', 'bounce'],
    ['verify', 'unix'],
    ['flush', 'unix'],
    ['proxymap', 'unix'],
    ['error', 'unix'],
    ['retry', 'unix', 'error'],
    ['discard', 'unix'],
    ['lmtp', 'unix'],
    ['smtp', 'unix'],
    ['anvil', 'unix'],
    ['scache', 'unix'],
  ];
  // These keep a cache or a queue, and refuse to share it.
  // Any local program may hand these something; the others are reached from inside only.
  const open = ['cleanup', 'qmgr', 'flush'];
  const unlimited = ['cleanup', 'bounce', 'defer', 'trace', 'flush'];
  const single = ['qmgr', 'tlsmgr', 'verify', 'anvil', 'scache'];
  writeFileSync(
    join(etc, 'master.cf'),
    [
      `127.0.0.1:${smtp} inet n - n - - smtpd\n`,
      `127.0.0.1:${submission} inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n`,
      `127.0.0.1:${smtps} inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=yes\n`,
      ...daemons.map(
        ([name = '', type = '', command = name]) =>
          `${name} ${type} ${open.includes(name) ? 'n' : '-'} - n - ${single.includes(name) ? 1 : unlimited.includes(name) ? 0 : '-'} ${command}\n`,
      ),
      service('postlog', 'unix-dgram', 'postlogd'),
    ].join(''),
  );
  const postfix = (command: string) => spawnSync('postfix', ['-c', etc, command], { stdio: 'ignore', env: serverEnv });
  // Its daemons inherit what it is given, so a pipe here would never end.
  postfix('start');
  const log = () => {
    try {
      return readFileSync(join(dir, 'log/postfix.log'), 'utf8');
    } catch {
      return 'it wrote no log';
    }
  };
  await until('postfix to greet', () => greets(smtp)).catch((error: unknown) => {
    throw new Error(`${error}\n${log()}`);
  });
  return {
    smtp,
    submission,
    smtps,
    log,
    async stop() {
      postfix('stop');
      await folder.remove();
    },
  };
}

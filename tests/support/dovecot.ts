import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, makeCertificates } from './certificates';
import { freePort, greets, startProcess, temporaryFolder } from './lab';

/** The user that mail belongs to: Dovecot refuses to work on mail of root. */
const nobody = 65534;

export interface Dovecot {
  dir: string;
  ca: string;
  caFile: string;
  pop3: number;
  pop3s: number;
  lmtp: number;
  /** For Postfix's `smtpd_sasl_path`. */
  authSocket: string;
  /** Puts messages in a user's maildrop, as a delivery would. */
  seed(user: string, messages: (string | Buffer)[]): void;
  /** Names of the files in a user's maildir: what is really on the server. */
  files(user: string): string[];
  read(user: string): Buffer[];
  stop(): Promise<void>;
}

interface DovecotOptions {
  users?: string[];
  certificate?: 'good' | 'wrongName' | 'expired' | 'selfSigned';
  /** As Dovecot names them: `plain login`. */
  mechanisms?: string;
  /** Of users who do not have the ordinary one. */
  passwords?: Record<string, string>;
  /** Users whose password is kept as a hash, which only mechanisms that send the password can be checked against. */
  hashed?: string[];
  /** Where tokens are looked up (RFC 7662), for `xoauth2` and `oauthbearer`. */
  introspectionUrl?: string;
}

/** A Dovecot of the test's own, on free ports, in a temporary folder. The password of a user is `practice`. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const folder = await temporaryFolder('dovecot');
  const dir = folder.path;
  chmodSync(dir, 0o755);
  const certificates = makeCertificates(join(dir, 'ca'));
  const certificate: Certificate = certificates[options.certificate ?? 'good'];
  const root = process.getuid?.() === 0;
  const [pop3, pop3s, lmtp] = [await freePort(), await freePort(), await freePort()];
  const users = options.users ?? ['amy'];
  mkdirSync(join(dir, 'mail'));
  // In base64 a password may hold what the file gives a meaning to.
  const line = (user: string) => {
    const password = Buffer.from(options.passwords?.[user] ?? 'practice');
    const hashed = options.hashed?.includes(user) ?? false;
    const stored = hashed ? createHash('sha256').update(password).digest() : password;
    return `${user}:{${hashed ? 'SHA256' : 'PLAIN'}.b64}${stored.toString('base64')}\n`;
  };
  writeFileSync(join(dir, 'users'), users.map(line).join(''), { mode: 0o644 });
  if (options.introspectionUrl) {
    const oauth2 = {
      introspection_mode: 'post',
      introspection_url: options.introspectionUrl,
      username_attribute: 'username',
      active_attribute: 'active',
      active_value: 'true',
    };
    writeFileSync(
      join(dir, 'oauth2.conf'),
      Object.entries(oauth2)
        .map((pair) => `${pair.join(' = ')}\n`)
        .join(''),
    );
  }
  const self = root
    ? { user: 'root', login: 'nobody', id: nobody }
    : { user: String(process.env.USER), login: String(process.env.USER), id: process.getuid?.() ?? 0 };
  if (root) chownSync(join(dir, 'mail'), nobody, nobody);
  const config = `base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = pop3 lmtp
listen = 127.0.0.1
default_internal_user = ${self.user}
default_internal_group = ${self.user}
default_login_user = ${self.login}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${dir}/mail/%n
auth_username_format = %Ln
auth_failure_delay = 0 secs
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
disable_plaintext_auth = no
auth_mechanisms = ${options.mechanisms ?? 'plain login'}
${
  options.introspectionUrl
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${dir}/oauth2.conf
}`
    : ''
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n ${dir}/users
}
userdb {
  driver = static
  args = uid=${self.id} gid=${self.id} home=${dir}/mail/%n
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service pop3-login {
  chroot =
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = ${pop3s}
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtp}
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
protocol pop3 {
  pop3_uidl_format = %08Xu%08Xv
  pop3_lock_session = yes
}
`;
  const configFile = join(dir, 'dovecot.conf');
  writeFileSync(configFile, config);
  const running = await startProcess('dovecot', ['-F', '-c', configFile], { ready: () => greets(pop3) });

  let seeded = 0;
  const folderOf = (user: string, name: string) => join(dir, 'mail', user, name);
  const files = (user: string) =>
    ['new', 'cur']
      .flatMap((name) =>
        existsSync(folderOf(user, name))
          ? readdirSync(folderOf(user, name)).map((file) => join(folderOf(user, name), file))
          : [],
      )
      .sort();
  return {
    dir,
    ca: certificates.ca,
    caFile: certificates.caFile,
    pop3,
    pop3s,
    lmtp,
    authSocket: join(dir, 'run/auth-client'),
    seed(user, messages) {
      for (const name of ['new', 'cur', 'tmp']) mkdirSync(folderOf(user, name), { recursive: true });
      for (const message of messages) {
        seeded += 1;
        writeFileSync(
          join(folderOf(user, 'new'), `${1_700_000_000 + seeded}.M${String(seeded).padStart(6, '0')}.test`),
          message,
        );
      }
      if (root) spawnSync('chown', ['-R', `${nobody}:${nobody}`, join(dir, 'mail', user)]);
    },
    files,
    read: (user) => files(user).map((file) => readFileSync(file)),
    async stop() {
      await running.stop();
      await folder.remove();
    },
  };
}

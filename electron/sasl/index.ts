import { oauthBearer, xoauth2 } from './bearer';
import { cramMd5 } from './cram-md5';
import { login } from './login';
import type { Credentials, Mechanism, MechanismName } from './mechanism';
import { plain } from './plain';
import { scramSha256 } from './scram-sha-256';

export { type Credentials, isCleartext, type Mechanism, type MechanismName } from './mechanism';

const mechanisms: Record<MechanismName, (who: Credentials, where: { host: string; port: number }) => Mechanism> = {
  'SCRAM-SHA-256': (who) => scramSha256(who),
  'CRAM-MD5': cramMd5,
  PLAIN: plain,
  LOGIN: login,
  OAUTHBEARER: oauthBearer,
  XOAUTH2: xoauth2,
};

/** A new exchange by this mechanism; each serves for one attempt. */
export function startMechanism(
  name: MechanismName,
  who: Credentials,
  where: { host: string; port: number },
): Mechanism {
  return mechanisms[name](who, where);
}

import { identity } from '../identity';

/** A step of an AUTH exchange (RFC 4954): what the server says, and who takes the next line. */
export type Step =
  | { kind: 'challenge'; text: string; next: (line: string) => Step }
  | { kind: 'done'; ok: boolean }
  | { kind: 'bad'; reply: string };

const CANCELLED: Step = { kind: 'bad', reply: '501 5.7.0 cancelled' };
const NOT_BASE64: Step = { kind: 'bad', reply: '501 5.5.2 that is not base64' };

/** Begins an exchange; `initial` is the initial response, where `=` is an empty one. */
export function beginAuth(mechanism: string, initial: string | undefined): Step {
  if (mechanism === 'PLAIN')
    return initial === undefined ? { kind: 'challenge', text: '', next: plain } : plain(initial);
  if (mechanism === 'LOGIN') {
    const askName: Step = { kind: 'challenge', text: encode('Username:'), next: loginName };
    return initial === undefined ? askName : loginName(initial);
  }
  return { kind: 'bad', reply: '504 5.5.4 that mechanism is not offered' };
}

/** RFC 4616: authorization identity, NUL, name, NUL, password. */
function plain(line: string): Step {
  if (line === '*') return CANCELLED;
  const text = decode(line);
  if (text === null) return NOT_BASE64;
  const parts = text.split('\0');
  const [role = '', name = '', password = ''] = parts;
  return { kind: 'done', ok: parts.length === 3 && (role === '' || role === name) && fits(name, password) };
}

function loginName(line: string): Step {
  if (line === '*') return CANCELLED;
  const name = decode(line);
  if (name === null) return NOT_BASE64;
  return {
    kind: 'challenge',
    text: encode('Password:'),
    next: (answer) => {
      if (answer === '*') return CANCELLED;
      const password = decode(answer);
      return password === null ? NOT_BASE64 : { kind: 'done', ok: fits(name, password) };
    },
  };
}

function fits(name: string, password: string): boolean {
  const known = [identity.user, identity.address].some((user) => user === name.toLowerCase());
  return known && password === identity.password;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decode(line: string): string | null {
  if (line === '=') return '';
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(line)
    ? Buffer.from(line, 'base64').toString('utf8')
    : null;
}

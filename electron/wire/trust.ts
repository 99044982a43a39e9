import { readFileSync } from 'node:fs';
import tls from 'node:tls';

/** Where Linux systems keep the authorities that their administrator trusts. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let systemAuthorities: string[] | null = null;

/** The authorities of Mozilla, which come with Node, and those of this system; read once, when first needed. */
function trustedBySystem(): string[] {
  systemAuthorities ??= [...tls.rootCertificates, ...fromSystem()];
  return systemAuthorities;
}

function fromSystem(): string[] {
  // Newer runtimes ask the system's own store, on macOS and Windows too.
  if ('getCACertificates' in tls && typeof tls.getCACertificates === 'function') {
    const found: unknown = tls.getCACertificates('system');
    // Some builds know the question and not where a Linux keeps its answer.
    if (Array.isArray(found) && found.length > 0) return found.filter((entry) => typeof entry === 'string');
  }
  for (const path of bundles) {
    try {
      return [readFileSync(path, 'utf8')];
    } catch {
      // The next name may be this system's.
    }
  }
  return [];
}

let context: { key: string; value: tls.SecureContext } | null = null;

/** Building a context from hundreds of certificates takes tens of milliseconds, so the last one is kept. */
export function secureContext(own: string[]): tls.SecureContext {
  const key = own.join('\n');
  if (context?.key !== key) {
    context = { key, value: tls.createSecureContext({ ca: [...trustedBySystem(), ...own], minVersion: 'TLSv1.2' }) };
  }
  return context.value;
}

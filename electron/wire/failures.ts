import type { PeerCertificate } from 'node:tls';
import { fail, type PosthornError, type Validity } from '../../shared/errors';

export interface Where {
  host: string;
  port: number;
}

export const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The system's name of the error, as ECONNREFUSED; empty where it has none. */
export const codeOf = (error: Error) => ('code' in error ? String(error.code) : '');

/** What the system says of a connection, in our words. @param step what was being done: `connecting` */
export function connectionFailure(error: Error, { host, port }: Where, step: string): PosthornError {
  const code = codeOf(error);
  const cause = { cause: error };
  if (['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'].includes(code))
    return fail('wire.unknown-host', { host }, cause);
  if (code === 'ECONNREFUSED') return fail('wire.refused', { host, port }, cause);
  if (code === 'ETIMEDOUT') return fail('wire.unreachable', { host, port, reason: 'no answer' }, cause);
  if (['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'EINVAL'].includes(code)) {
    return fail('wire.unreachable', { host, port, reason: code }, cause);
  }
  return fail('wire.reset', { host, step }, cause);
}

/** Why the certificate is not trusted. @param code OpenSSL's name for it */
export function certificateFailure(code: string, certificate: PeerCertificate, { host }: Where): PosthornError {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return fail('tls.expired', { host, on: day(certificate.valid_to) }, { validity: validityOf(certificate) });
    case 'CERT_NOT_YET_VALID':
      return fail(
        'tls.not-yet-valid',
        { host, from: day(certificate.valid_from) },
        { validity: validityOf(certificate) },
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail('tls.name-mismatch', {
        host,
        names: certificate.subjectaltname?.replaceAll('DNS:', '') ?? 'another name',
      });
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fail('tls.self-signed', { host });
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return fail('tls.unknown-issuer', { host, issuer: nameOf(certificate.issuer) });
  }
  return fail('tls.handshake-failed', { host, reason: code.replaceAll('_', ' ').toLowerCase() });
}

/** Why a handshake did not come to its end. */
export function handshakeFailure(error: Error, where: Where): PosthornError {
  const code = codeOf(error);
  if (code.startsWith('ERR_SSL') || code === 'ECONNRESET' || code === 'EPROTO') {
    const reason = code
      .replace(/^ERR_SSL_/, '')
      .replaceAll('_', ' ')
      .toLowerCase();
    return fail('tls.handshake-failed', { host: where.host, reason }, { cause: error });
  }
  return connectionFailure(error, where, 'encrypting');
}

/** Undefined where the certificate does not say it in a way that can be read. */
function validityOf({ valid_from, valid_to }: PeerCertificate): Validity | undefined {
  const [from, until] = [new Date(valid_from), new Date(valid_to)];
  if (Number.isNaN(from.getTime()) || Number.isNaN(until.getTime())) return undefined;
  return { from: from.toISOString(), until: until.toISOString() };
}

const day = (text: string | undefined) => (text ? new Date(text).toISOString().slice(0, 10) : 'an unknown day');

/** The common name of a certificate's subject or issuer, or its organisation. */
export function nameOf(name: { CN?: string | string[]; O?: string | string[] } | undefined): string {
  const found = name?.CN ?? name?.O ?? '';
  return Array.isArray(found) ? found.join(', ') : found;
}

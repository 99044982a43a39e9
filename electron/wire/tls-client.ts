import { isIP, type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import type { TlsFacts } from '../../shared/contract';
import { fail, type PosthornError } from '../../shared/errors';
import { certificateFailure, handshakeFailure, nameOf, type Where } from './failures';
import { secureContext } from './trust';

export const isAddress = (host: string) => isIP(host) !== 0;

/** What two ends agree on beyond encryption itself. */
export interface Agreement {
  /** The protocol inside TLS (RFC 7301). */
  alpn?: string | undefined;
  /** The name that the certificate must hold; the host's where it is left out. */
  tlsName?: string | undefined;
  /** A certificate that proves nothing is taken all the same: that is encrypted, and by whom nobody knows (RFC 7435). */
  opportunistic?: boolean | undefined;
}

/** An encrypted socket. `doubt`: why the certificate proves nothing, where that was taken all the same. */
export interface Encrypted {
  socket: TLSSocket;
  facts: TlsFacts;
  doubt: PosthornError | null;
}

/**
 * Encrypts a connected socket and verifies who is at the other end, by name and by issuer.
 * @param ca PEMs trusted besides the system's
 */
export function handshake(
  raw: Socket,
  where: Where,
  ca: string[],
  deadlineMs: number,
  signal?: AbortSignal,
  { alpn, tlsName = where.host, opportunistic = false }: Agreement = {},
): Promise<Encrypted> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      raw.destroy();
      return reject(fail('app.cancelled', {}));
    }
    const socket = tls.connect({
      socket: raw,
      secureContext: secureContext(ca),
      host: tlsName,
      // Verified all the same, below: only so can the certificate that failed be named.
      rejectUnauthorized: false,
      // RFC 6066 §3 allows names only.
      ...(isAddress(tlsName) ? {} : { servername: tlsName }),
      ...(alpn ? { ALPNProtocols: [alpn] } : {}),
    });
    const settle = (error?: PosthornError, doubt: PosthornError | null = null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('close', onClose);
      if (!error) return resolve({ socket, facts: factsOf(socket), doubt });
      socket.on('error', () => {});
      socket.destroy();
      raw.destroy();
      reject(error);
    };
    const onError = (error: Error) => settle(handshakeFailure(error, where));
    const onClose = () =>
      settle(fail('tls.handshake-failed', { host: where.host, reason: 'the connection was closed' }));
    const onAbort = () => settle(fail('app.cancelled', {}));
    const timer = setTimeout(() => {
      settle(fail('wire.timeout', { host: where.host, step: 'encrypting', seconds: deadlineMs / 1000 }));
    }, deadlineMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('secureConnect', () => {
      if (socket.authorized) return settle();
      const doubt = certificateFailure(String(socket.authorizationError), socket.getPeerCertificate(), {
        host: tlsName,
        port: where.port,
      });
      if (opportunistic) settle(undefined, doubt);
      else settle(doubt);
    });
    socket.on('error', onError);
    socket.on('close', onClose);
  });
}

function factsOf(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate();
  return {
    version: socket.getProtocol() ?? 'TLS',
    cipher: socket.getCipher().name,
    subject: nameOf(certificate.subject),
    altNames: (certificate.subjectaltname ?? '').split(', ').filter((name) => name !== ''),
    issuer: nameOf(certificate.issuer),
    validFrom: new Date(certificate.valid_from).toISOString(),
    validTo: new Date(certificate.valid_to).toISOString(),
    fingerprint: certificate.fingerprint256,
  };
}

import type { ReactNode } from 'react';
import type { MailServer, Security } from '../../shared/contract';
import { ports } from './guess';

interface ServerFieldsProps {
  kind: 'incoming' | 'outgoing';
  server: MailServer;
  onChange(change: Partial<MailServer>): void;
  children?: ReactNode;
}

/** One server of an account. */
export function ServerFields({ kind, server, onChange, children }: ServerFieldsProps) {
  const setSecurity = (security: Security) => {
    // A port that somebody chose stays; the usual one of the old security moves along.
    const usual = server.port === ports[kind][server.security];
    onChange({ security, ...(usual ? { port: ports[kind][security] } : {}) });
  };
  return (
    <fieldset className="server">
      <legend>{kind === 'incoming' ? 'Incoming server' : 'Outgoing server'}</legend>
      {children}
      <label className="labelled wide">
        <span>Server</span>
        <input
          className="field"
          value={server.host}
          spellCheck={false}
          required
          onChange={(event) => onChange({ host: event.target.value })}
        />
      </label>
      <label className="labelled">
        <span>Port</span>
        <input
          className="field"
          type="number"
          min={1}
          max={65535}
          value={server.port}
          onChange={(event) => onChange({ port: Number(event.target.value) })}
        />
      </label>
      <label className="labelled">
        <span>Security</span>
        <select
          className="field"
          value={server.security}
          onChange={(event) =>
            setSecurity(event.target.value === 'tls' ? 'tls' : event.target.value === 'starttls' ? 'starttls' : 'none')
          }
        >
          <option value="tls">TLS</option>
          <option value="starttls">STARTTLS</option>
          <option value="none">None</option>
        </select>
      </label>
      <label className="labelled wide">
        <span>User name</span>
        <input
          className="field"
          value={server.user}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ user: event.target.value })}
        />
      </label>
      {server.security === 'none' && (
        <p className="note warn wide">
          Nothing is encrypted: the password and the mail can be read by anybody on the way. Choose this only for a
          server on this computer or in a laboratory.
        </p>
      )}
    </fieldset>
  );
}

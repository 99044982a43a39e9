import type { Security } from '../../shared/contract';
import { ports } from '../account/guess';

export interface ServerInput {
  host: string;
  port: number;
  security: Security;
}

/** A server of no account: for whoever has to find out what it does. */
export function AnotherServer({ server, onChange }: { server: ServerInput; onChange(server: ServerInput): void }) {
  return (
    <fieldset className="another">
      <legend className="visually-hidden">Another server</legend>
      <label className="labelled grow">
        <span>Server</span>
        <input
          className="field"
          value={server.host}
          placeholder="mail.example.org"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...server, host: event.target.value.trim() })}
        />
      </label>
      <label className="labelled">
        <span>Port</span>
        <input
          className="field"
          type="number"
          min={1}
          max={65_535}
          value={server.port}
          onChange={(event) => {
            const port = event.target.valueAsNumber;
            if (port >= 1 && port <= 65_535) onChange({ ...server, port });
          }}
        />
      </label>
      <label className="labelled">
        <span>Security</span>
        <select
          className="field"
          value={server.security}
          onChange={(event) => {
            const security = (['tls', 'starttls', 'none'] as const).find((one) => one === event.target.value);
            if (security) onChange({ ...server, security, port: ports.outgoing[security] });
          }}
        >
          <option value="tls">TLS from the start</option>
          <option value="starttls">STARTTLS, by hand</option>
          <option value="none">None</option>
        </select>
      </label>
    </fieldset>
  );
}

import { isEncrypted, isTransport, transports } from '../../shared/dns-servers';
import type { useServers } from './use-servers';

/** The choice that leads to typing a server. */
const another = '@';

interface ChoiceProps {
  servers: ReturnType<typeof useServers>;
}

/** Who is asked. @param onAnother where a server is typed; without it there is no such choice */
export function ServerChoice({ servers, onAnother }: ChoiceProps & { onAnother?: () => void }) {
  return (
    <select
      className="field"
      aria-label="Server"
      value={servers.chosen?.value}
      onChange={(event) => {
        if (event.target.value === another) onAnother?.();
        else servers.choose(event.target.value);
      }}
    >
      {servers.choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
      {onAnother && <option value={another}>Another: type @server</option>}
    </select>
  );
}

/** What the question goes through. @param fixed why it can't be chosen here */
export function TransportChoice({ servers, fixed }: ChoiceProps & { fixed?: string | undefined }) {
  return (
    <select
      className="field"
      aria-label="Transport"
      disabled={fixed !== undefined}
      title={fixed ?? (servers.fromRoot ? 'The servers of zones take questions over UDP and TCP' : undefined)}
      value={servers.transport}
      onChange={(event) => {
        if (isTransport(event.target.value)) servers.setTransport(event.target.value);
      }}
    >
      {Object.entries(transports).map(([value, { name }]) => (
        <option
          key={value}
          value={value}
          disabled={servers.fromRoot !== null && isTransport(value) && isEncrypted(value)}
        >
          {name}
        </option>
      ))}
    </select>
  );
}

/** Said where one server has to be asked and none is chosen. @param what of that which asks it: `A check` */
export function NeedsServer({ servers, what }: ChoiceProps & { what: string }) {
  if (!servers.fromRoot) return null;
  return (
    <p className="note" role="status">
      {what} asks one server: choose which. From the root, Posthorn answers lookups and watches.
    </p>
  );
}

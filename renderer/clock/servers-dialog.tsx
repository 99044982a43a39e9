import { useState } from 'react';
import type { ClockServer } from '../../shared/contract';
import { call } from '../client';
import { Dialog } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { useAttempt } from '../use-attempt';
import { nameOf, presets } from './servers';

const same = (a: ClockServer, b: ClockServer) => a.host === b.host && a.port === b.port;

/** A person's own servers, kept in the settings. */
export function ServersDialog({ servers, onClose }: { servers: ClockServer[]; onClose(): void }) {
  const [host, setHost] = useState('');
  const [port, setPort] = useState(123);
  const [pool, setPool] = useState(false);
  const [nts, setNts] = useState(false);
  const { error, attempt } = useAttempt();
  const keep = (ntpServers: ClockServer[]) => attempt(() => call('settings.set', { ntpServers }));
  const add = (more: ClockServer[]) =>
    keep([...servers, ...more.filter((one) => !servers.some((other) => same(one, other)))]);
  return (
    <Dialog title="Time servers" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void add([{ host: host.trim(), port, pool: pool && !nts, nts }]);
          setHost('');
        }}
      >
        <div className="row-line" style={{ alignItems: 'end' }}>
          <label className="labelled grow">
            <span>Name or address</span>
            <input
              className="field"
              value={host}
              spellCheck={false}
              onChange={(event) => setHost(event.target.value)}
            />
          </label>
          <label className="labelled">
            <span>Port</span>
            <input
              className="field"
              type="number"
              min={1}
              max={65535}
              value={port}
              onChange={(event) => setPort(Number(event.target.value))}
            />
          </label>
          <button type="submit" className="button primary" disabled={!host.trim()}>
            Add
          </button>
        </div>
        <label className="row-line">
          <input
            type="checkbox"
            checked={pool && !nts}
            disabled={nts}
            onChange={(event) => setPool(event.target.checked)}
          />
          It is a pool: ask up to four of its addresses
        </label>
        <label className="row-line">
          <input
            type="checkbox"
            checked={nts}
            onChange={({ target: { checked } }) => {
              setNts(checked);
              // The usual port of either way, unless somebody has chosen another one.
              if (port === (checked ? 123 : 4460)) setPort(checked ? 4460 : 123);
            }}
          />
          Authenticated (NTS): nobody on the way can forge the time
        </label>
      </form>
      {error && <Problem error={error.toJSON()} />}
      <h3 className="group">Kept</h3>
      <ul aria-label="Servers kept">
        {servers.map((one) => (
          <li key={nameOf(one)} className="row-line">
            <span className="grow">
              {one.host}, port {one.port}
              {one.pool && ' (pool)'}
              {one.nts && ' (NTS)'}
            </span>
            <button
              type="button"
              className="button bare"
              aria-label={`Remove ${nameOf(one)}`}
              onClick={() => void keep(servers.filter((other) => !same(one, other)))}
            >
              Remove
            </button>
          </li>
        ))}
        {servers.length === 0 && <li className="dim">None yet.</li>}
      </ul>
      <h3 className="group">Well known</h3>
      <ul>
        {presets.map(({ name, servers: more }) => (
          <li key={name} className="row-line">
            <span className="grow">{name}</span>
            <button
              type="button"
              className="button bare"
              aria-label={`Add ${name}`}
              disabled={more.every((one) => servers.some((other) => same(one, other)))}
              onClick={() => void add(more)}
            >
              Add
            </button>
          </li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

import { useState } from 'react';
import type { Endpoint } from '../../shared/contract';
import { call } from '../client';
import { Dialog } from '../ui/dialog';

/** A server of the person's own, kept in the settings. */
export function AddServer({ servers, onClose }: { servers: Endpoint[]; onClose(): void }) {
  const [host, setHost] = useState('');
  const [port, setPort] = useState(123);
  const add = async () => {
    if (!host.trim()) return;
    await call('settings.set', { ntpServers: [...servers, { host: host.trim(), port }] });
    onClose();
  };
  return (
    <Dialog title="Add server" onClose={onClose}>
      <div className="row-line" style={{ alignItems: 'end' }}>
        <label className="labelled grow">
          <span>Name or address</span>
          <input className="field" value={host} spellCheck={false} onChange={(event) => setHost(event.target.value)} />
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
      </div>
      <ul className="known">
        {servers.map((one) => (
          <li key={`${one.host}:${one.port}`} className="row-line">
            <span className="grow">
              {one.host}, port {one.port}
            </span>
            <button
              type="button"
              className="button bare"
              onClick={() =>
                void call('settings.set', { ntpServers: servers.filter((other) => other !== one) }).then(onClose)
              }
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="button primary" disabled={!host.trim()} onClick={() => void add()}>
          Keep server
        </button>
      </div>
    </Dialog>
  );
}

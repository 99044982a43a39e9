import './clock.css';
import { useState } from 'react';
import type { ClockMeasurement, Endpoint } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { hint } from '../actions';
import { call, type RunningJob, start } from '../client';
import { useKeys } from '../keys';
import { go } from '../shell/route';
import { useApp } from '../shell/state';
import { Confirm } from '../ui/dialog';
import { formatAgo, formatAhead, formatDuration, formatFull, formatWhen } from '../ui/format';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';
import { AddServer } from './add-server';
import { Facts } from './facts';
import { OffsetHistory } from './offset-history';

/** From here on DKIM, TLS and one-time codes begin to fail. */
const farOffUs = 1_000_000;

const nameOf = ({ host, port }: Endpoint) => (port === 123 ? host : `${host}:${port}`);

export default function ClockScreen() {
  const { settings, practice } = useApp();
  const history = useCall('clock.history', {}, ['clock.changed']);
  const servers: { name: string; endpoint: Endpoint }[] = [
    ...(practice.on ? [{ name: 'Practice server', endpoint: practice.ntp }] : []),
    ...settings.ntpServers.map((endpoint) => ({ name: nameOf(endpoint), endpoint })),
  ];
  const [chosen, setChosen] = useState(0);
  const [running, setRunning] = useState<{ job: RunningJob<'clock.measure'>; text: string } | null>(null);
  const [error, setError] = useState<PosthornError>();
  const [adding, setAdding] = useState(false);
  const [clearing, setClearing] = useState(false);
  const server = servers[chosen] ?? servers[0];
  const [newest] = history.data ?? [];

  const measure = async () => {
    if (!server || running) return;
    setError(undefined);
    const job = start('clock.measure', server.endpoint, ({ sample, samples }) => {
      setRunning({ job, text: `Exchange ${sample} of ${samples}` });
    });
    setRunning({ job, text: 'Asking' });
    try {
      await job.result;
    } catch (thrown) {
      setError(asPosthornError(thrown));
    } finally {
      setRunning(null);
    }
  };
  useKeys({ 'clock.measure': () => void measure() }, { singleKeys: settings.singleKeys, groups: ['Clock'] });

  return (
    <div className="panel" data-pane>
      <div className="bar">
        <h1>Clock</h1>
        <select
          className="field"
          aria-label="Servers"
          value={servers.indexOf(server ?? { name: '', endpoint: { host: '', port: 1 } })}
          onChange={(event) => setChosen(Number(event.target.value))}
        >
          {servers.map(({ name, endpoint }, index) => (
            <option key={`${name}-${endpoint.port}`} value={index}>
              {name}
            </option>
          ))}
        </select>
        {running && (
          <span className="dim small" role="status">
            {running.text}
          </span>
        )}
        <span className="grow" />
        <button type="button" className="button" onClick={() => setAdding(true)}>
          Add server
        </button>
        {running ? (
          <button type="button" className="button" onClick={running.job.cancel}>
            Cancel
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            title={hint('clock.measure')}
            disabled={!server}
            onClick={() => void measure()}
          >
            Measure now
          </button>
        )}
      </div>
      <div className="panel-body clock">
        {error && (
          <Problem error={error.toJSON()}>
            <button type="button" className="button" onClick={() => void measure()}>
              Try again
            </button>
          </Problem>
        )}
        {newest ? (
          <div className="clock-top">
            <div role="status" aria-label="Clock offset">
              <div className={`big ${Math.abs(newest.offsetUs) > farOffUs ? 'far' : ''}`}>
                {formatAhead(newest.offsetUs)} <small>± {formatDuration(newest.errorUs)}</small>
              </div>
              <p className="sentence">{newest.sentence}</p>
              <p className="dim">
                {nameOf(newest.server)} at {newest.address}, measured {formatAgo(newest.at)}. NTP without NTS is not
                authenticated.
              </p>
            </div>
            <OffsetHistory measurements={history.data ?? []} />
          </div>
        ) : (
          <div className="empty" role="status" aria-label="Clock offset">
            Not measured yet.
          </div>
        )}
        {practice.on && <PracticeOffset offsetMs={practice.clockOffsetMs} />}
        {newest && (
          <>
            <Facts measurement={newest} />
            <History measurements={history.data ?? []} />
            <button
              type="button"
              className="button bare"
              style={{ justifySelf: 'start' }}
              onClick={() => setClearing(true)}
            >
              Clear history
            </button>
          </>
        )}
      </div>
      {adding && <AddServer onClose={() => setAdding(false)} servers={settings.ntpServers} />}
      {clearing && (
        <Confirm
          title="Clear the history?"
          action="Clear history"
          onClose={() => setClearing(false)}
          onConfirm={() => void call('clock.clearHistory', {})}
        >
          All measurements on this computer are forgotten. This can't be undone.
        </Confirm>
      )}
    </div>
  );
}

function PracticeOffset({ offsetMs }: { offsetMs: number }) {
  return (
    <label className="labelled" style={{ justifySelf: 'start' }}>
      <span>Practice clock offset (ms)</span>
      <input
        className="field"
        type="number"
        step={100}
        defaultValue={offsetMs}
        onChange={(event) => {
          const value = event.target.valueAsNumber;
          if (Number.isFinite(value)) void call('practice.setClockOffset', { offsetMs: value });
        }}
      />
    </label>
  );
}

function History({ measurements }: { measurements: ClockMeasurement[] }) {
  return (
    <section aria-label="History">
      <h2>History</h2>
      <table role="grid" aria-label="Servers">
        <thead>
          <tr>
            <th>When</th>
            <th>Server</th>
            <th className="number">Offset</th>
            <th className="number">Delay</th>
            <th className="number">Stratum</th>
            <th>Reference</th>
            <th>Leap</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {measurements.slice(0, 100).map((one) => (
            <tr key={one.id}>
              <td title={formatFull(one.at)}>{formatWhen(one.at)}</td>
              <td>{nameOf(one.server)}</td>
              <td className="number">{formatAhead(one.offsetUs)}</td>
              <td className="number">{formatDuration(one.delayUs)}</td>
              <td className="number">{one.stratum}</td>
              <td className="mono">{one.referenceId}</td>
              <td>{one.leap}</td>
              <td>
                <button type="button" className="button bare" onClick={() => go('wire', one.sessionId)}>
                  Transcript
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

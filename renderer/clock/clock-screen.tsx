import './clock.css';
import { useState } from 'react';
import type { ClockReading, ClockServer, ClockSource } from '../../shared/contract';
import { hint } from '../actions';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { formatAgo, formatAhead, formatDuration } from '../ui/format';
import { Problem } from '../ui/problem';
import { useNow } from '../ui/use-now';
import { useCall } from '../use-call';
import { ExchangeView } from './exchange-view';
import { HistoryView } from './history-view';
import { IntervalChart } from './interval-chart';
import { KeeperView, MendingHint } from './keeper-view';
import { PacketView } from './packet-view';
import { PracticeClocks } from './practice-clocks';
import { ScheduleView } from './schedule-view';
import { ServerTable } from './server-table';
import { nameOf } from './servers';
import { ServersDialog } from './servers-dialog';
import { useMeasure } from './use-measure';

/** From here on DKIM, TLS and one-time codes begin to fail. */
const farOffUs = 1_000_000;

interface Choice {
  name: string;
  servers: ClockServer[];
}

/** Whom to ask: all together, or one alone. */
function useChoices(): Choice[] {
  const { settings, practice } = useApp();
  const clocks = practice.on ? practice.clocks : [];
  const practising = clocks.map(({ name, endpoint }) => ({
    name,
    servers: [{ ...endpoint, pool: false, nts: false }],
  }));
  const own = settings.ntpServers.map((server) => ({ name: nameOf(server), servers: [server] }));
  const together = (name: string, all: Choice[]) =>
    all.length > 1 ? [{ name, servers: all.flatMap(({ servers }) => servers) }] : [];
  return [...together('Practice servers', practising), ...together('All servers', own), ...own, ...practising];
}

/** The same source in a newer reading. */
const sameSource = (a: ClockSource) => (b: ClockSource) =>
  a.address === b.address && a.server.host === b.server.host && a.server.port === b.server.port;

export default function ClockScreen() {
  const { settings, practice } = useApp();
  const newest = useCall('clock.newest', {}, ['clock.changed']);
  const choices = useChoices();
  const [picked, setPicked] = useState<string | null>(null);
  const { running, error, measure } = useMeasure();
  const [source, setSource] = useState<ClockSource | null>(null);
  const [editing, setEditing] = useState(false);
  const choice = choices.find(({ name }) => name === picked) ?? choices[0];
  const reading = running?.reading ?? newest.data ?? null;
  const chosen =
    (source && reading?.sources.find(sameSource(source))) ??
    reading?.sources.find(({ standing }) => standing === 'leading') ??
    reading?.sources.find(({ answer }) => answer !== null);
  const go = () => void measure(choice?.servers ?? []);
  useKeys({ 'clock.measure': go }, { singleKeys: settings.singleKeys, groups: ['Clock'] });

  return (
    <div className="panel" data-pane>
      <div className="bar">
        <h1>Clock</h1>
        <select
          className="field"
          aria-label="Servers"
          value={choice?.name ?? ''}
          onChange={(event) => setPicked(event.target.value)}
        >
          {choices.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <span className="dim small" role="status">
          {running?.text}
        </span>
        <span className="grow" />
        <button type="button" className="button" onClick={() => setEditing(true)}>
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
            disabled={!choice}
            onClick={go}
          >
            Measure now
          </button>
        )}
      </div>
      <div className="panel-body clock">
        {error && (
          <Problem error={error.toJSON()}>
            <button type="button" className="button" onClick={go}>
              Try again
            </button>
          </Problem>
        )}
        {reading ? (
          <>
            <div className="clock-top">
              <Headline reading={reading} running={running !== null} />
              <IntervalChart reading={reading} />
            </div>
            <ServerTable sources={reading.sources} chosen={chosen} onChoose={setSource} />
          </>
        ) : (
          newest.data === null && (
            <div className="empty" role="status" aria-label="Clock offset">
              Not measured yet.
            </div>
          )
        )}
        {practice.on && <PracticeClocks clocks={practice.clocks} offsetMs={practice.clockOffsetMs} />}
        <HistoryView />
        {chosen?.answer && (
          <>
            <ExchangeView key={chosen.address} source={chosen} />
            <PacketView header={chosen.answer.header} />
          </>
        )}
        <KeeperView />
        <ScheduleView />
      </div>
      {editing && <ServersDialog servers={settings.ntpServers} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** Where a measurement gave no time, the newest one that did. */
function LastKnown() {
  const { data } = useCall('clock.history', { hours: 24 * 30 }, ['clock.changed']);
  const last = data?.points.at(-1);
  return last ? (
    <p>
      Last: {formatAhead(last.offsetUs)} ± {formatDuration(last.errorUs)}, {formatAgo(last.at)}.
    </p>
  ) : null;
}

function Headline({ reading, running }: { reading: ClockReading; running: boolean }) {
  useNow(10_000);
  const { result, sentence, because, at, resolutionUs, sources } = reading;
  const far = result !== null && Math.abs(result.offsetUs) > farOffUs;
  return (
    <div>
      <div role="status" aria-label="Clock offset" aria-busy={running}>
        {result && (
          <div className={`big ${far ? 'far' : ''}`}>
            {formatAhead(result.offsetUs)} <small>± {formatDuration(result.errorUs)}</small>
          </div>
        )}
        <p className="sentence">{sentence}</p>
        <p>{because}</p>
        {!result && <LastKnown />}
      </div>
      {far && <MendingHint />}
      <p className="dim">
        {running ? 'Measuring' : `Measured ${formatAgo(at)}`} by{' '}
        {sources.length === 1 ? 'one server' : `${sources.length} servers`}
        {result && `, jitter ${formatDuration(result.jitterUs)}`}; this computer's clock was read to{' '}
        {resolutionUs < 1 ? 'less than 1 µs' : formatDuration(resolutionUs)}. + is ahead.
      </p>
    </div>
  );
}

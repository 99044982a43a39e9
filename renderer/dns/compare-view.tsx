import type { AskedDnsServer, ComparedServer, DnsComparison } from '../../shared/contract';
import { readServer } from '../../shared/dns-servers';
import { go } from '../shell/route';
import { formatCount, formatDuration, formatTtl } from '../ui/format';
import { Problem } from '../ui/problem';
import type { Job } from '../use-job';
import { plainName } from './zone-names';

/** Whom to ask. */
export interface Compared {
  servers: 'resolvers' | 'zone';
  /** More of them, as typed. */
  typed: string;
}

const choices = [
  ['resolvers', 'Resolvers'],
  ['zone', 'All servers of the zone'],
] as const;

interface ComparePanelProps {
  comparing: Job<'dns.compare'>;
  chosen: Compared;
  onChoose(chosen: Compared): void;
}

/** The servers that were typed, over UDP unless they say another way; what can't be one is left out. */
export const serversIn = (typed: string): AskedDnsServer[] =>
  typed.split(/[\s,;]+/).flatMap((word) => {
    const { server, transport } = readServer(word.replace(/^@/, '')) ?? {};
    return server && server.port >= 1 && server.port <= 65_535 ? [{ ...server, transport: transport ?? 'udp' }] : [];
  });

/** The last comparison, or what one would be. */
export function ComparePanel({ comparing, chosen, onChoose }: ComparePanelProps) {
  const { error, running } = comparing;
  const comparison = comparing.result ?? comparing.progress;
  return (
    <>
      <div className="row-line compare-choice">
        <div className="segments" role="radiogroup" aria-label="Servers to compare">
          {choices.map(([id, name]) => (
            <label key={id} className={chosen.servers === id ? 'on' : ''}>
              <input
                type="radio"
                className="visually-hidden"
                name="compare-servers"
                checked={chosen.servers === id}
                onChange={() => onChoose({ ...chosen, servers: id })}
              />
              {name}
            </label>
          ))}
        </div>
        <label className="row-line">
          <span className="dim">and also</span>
          <input
            className="field mono"
            aria-label="More servers"
            value={chosen.typed}
            placeholder="8.8.8.8, 1.1.1.1"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChoose({ ...chosen, typed: event.target.value })}
          />
        </label>
      </div>
      {error && <Problem error={error.toJSON()} />}
      {running && !comparison && (
        <p className="dim" role="status">
          Looking for the servers of the zone.
        </p>
      )}
      {comparison && <ComparisonView comparison={comparison} running={running} />}
      {!comparison && !running && !error && (
        <p className="dim">
          A comparison asks several servers the same at once, and shows who of them says something else than the others.
        </p>
      )}
    </>
  );
}

function ComparisonView({ comparison, running }: { comparison: DnsComparison; running: boolean }) {
  const { question, zone, servers, sentence } = comparison;
  const cancelled = !running && servers.some(({ state }) => state === 'waiting');
  return (
    <>
      <div role="status" aria-label="Result" className="stack">
        <p className="sentence">
          {sentence}
          {cancelled && ' The rest was cancelled.'}
        </p>
        <p className="dim">
          {question.name} {question.type}
          {zone && `, asked of the servers of ${plainName(zone)}`}
        </p>
      </div>
      <table aria-label="Comparison" className="comparison">
        <thead>
          <tr>
            <th>Server</th>
            <th>Agreement</th>
            <th>Code</th>
            <th>Answer</th>
            <th className="number">TTL</th>
            <th className="number">Serial</th>
            <th className="number">Time</th>
            <th>
              <span className="visually-hidden">Transcript</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows are the same from the beginning
              key={index}
              server={server}
              mark={markOf(server, comparison, cancelled)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ server, mark }: { server: ComparedServer; mark: ReturnType<typeof markOf> }) {
  const { name, address, rcode, flags, answer, problem, ttlSeconds, serial, elapsedUs, sessionId } = server;
  return (
    <tr className={mark.kind === 'bad' ? 'differs' : ''}>
      <td>
        {name && <span className="mono block">{name.replace(/\.$/, '')}</span>}
        <span className={name ? 'mono dim block' : 'mono block'}>{address}</span>
      </td>
      <td>
        <span className={`chip ${mark.kind}`}>{mark.word}</span>
      </td>
      <td>
        {rcode && <span className="block">{rcode}</span>}
        <span className="dim small">{flags.join(' ')}</span>
      </td>
      <td>
        {answer.map((data) => (
          <span key={data} className="mono block">
            {data}
          </span>
        ))}
        {problem && <span className="dim">{problem}</span>}
      </td>
      <td className="number mono" title={ttlSeconds === null ? undefined : `${formatCount(ttlSeconds)} s`}>
        {ttlSeconds === null ? '' : formatTtl(ttlSeconds)}
      </td>
      <td className="number mono">{serial}</td>
      <td className="number">{elapsedUs === null ? '' : formatDuration(elapsedUs)}</td>
      <td>
        {sessionId && (
          <button type="button" className="button bare" onClick={() => go('wire', sessionId)}>
            Transcript
          </button>
        )}
      </td>
    </tr>
  );
}

/** What a server has to do with the others, in a word. */
function markOf({ state, group }: ComparedServer, { servers, majority }: DnsComparison, cancelled: boolean) {
  if (state === 'waiting') return { word: cancelled ? 'not heard' : 'waiting', kind: '' };
  if (state === 'failed') return { word: 'no answer', kind: 'warn' };
  // As long as not all are heard, who is in the majority may change; and one alone agrees with nobody.
  const heard = servers.filter((one) => one.group !== null).length;
  if (servers.some((one) => one.state === 'waiting') || heard < 2) return { word: 'heard', kind: '' };
  if (!majority && group !== null) return { word: `answer ${group}`, kind: 'warn' };
  return group === 1 ? { word: 'agrees', kind: 'ok' } : { word: 'differs', kind: 'bad' };
}

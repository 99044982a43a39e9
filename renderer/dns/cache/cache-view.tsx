import type { CachedAnswer, KnownDelegation } from '../../../shared/contract';
import { serverName } from '../../../shared/dns-servers';
import { call } from '../../client';
import { useApp } from '../../shell/state';
import { formatTtl, plural } from '../../ui/format';
import { Problem } from '../../ui/problem';
import { useNow } from '../../ui/use-now';
import { useCall } from '../../use-call';
import { plainName } from '../zone-names';

/** The answers that are remembered, each with the time that it is still true. */
export function CacheView() {
  const { settings } = useApp();
  const { data, error } = useCall('dns.cache', {}, ['dns.cacheChanged']);
  const delegations = useCall('dns.delegations', {}, ['dns.cacheChanged']).data ?? [];
  useNow(1_000);
  const now = Date.now();
  const live = (data ?? []).map((one) => ({ ...one, left: leftOf(one, now) })).filter(({ left }) => left > 0);
  const known = delegations.map((one) => ({ ...one, left: leftOf(one, now) })).filter(({ left }) => left > 0);
  const forget = (id: number | null) => void call('dns.forget', { id });
  return (
    <div className="panel-body answers">
      {error && <Problem error={error.toJSON()} />}
      <div className="row-line">
        <p className="dim grow" role="status" aria-label="Cache">
          {live.length === 0
            ? 'Nothing is remembered. What you look up comes here, for as long as its TTL says.'
            : `${plural(live.length, 'answer is', 'answers are')} remembered${settings.dnsUseCache ? '' : ', and not used: “Use cache” is off'}.`}
        </p>
        <button
          type="button"
          className="button"
          disabled={live.length + known.length === 0}
          onClick={() => forget(null)}
        >
          Forget all
        </button>
      </div>
      {live.length > 0 && (
        <table aria-label="Remembered answers" className="cache">
          <thead>
            <tr>
              <th>Name</th>
              <th className="number">Left</th>
              <th>Type</th>
              <th>Data</th>
              <th>Server</th>
              <th>
                <span className="visually-hidden">Forget</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {live.map(({ id, name, left, type, data, rcode, server, transport, fromRoot }) => (
              <tr key={id}>
                <td className="mono">{name}</td>
                <td className="number mono">{formatTtl(left)}</td>
                <td>{type}</td>
                <td>
                  {data.length === 0 ? (
                    <span className="dim">{rcode === 'NXDOMAIN' ? 'no such name' : 'no such record'}</span>
                  ) : (
                    data.map((one) => (
                      <span key={one} className="mono block">
                        {one}
                      </span>
                    ))
                  )}
                </td>
                <td className="mono">
                  {fromRoot === null ? serverName(server, transport) : plainName(fromRoot)}
                  {fromRoot !== null && <span className="dim block">from the root</span>}
                </td>
                <td>
                  <button
                    type="button"
                    className="button bare"
                    aria-label={`Forget ${name} ${type}`}
                    onClick={() => forget(id)}
                  >
                    Forget
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {known.length > 0 && <Delegations known={known} />}
    </div>
  );
}

/** Whom ways from the root go to next. */
function Delegations({ known }: { known: (KnownDelegation & { left: number })[] }) {
  return (
    <section>
      <h2>Servers of zones</h2>
      <p className="dim">
        What lookups from the root have learnt on their way. It helps to find servers, and is never told as an answer.
      </p>
      <table aria-label="Servers of zones" className="zone-servers">
        <thead>
          <tr>
            <th>Zone</th>
            <th className="number">Left</th>
            <th>Servers</th>
            <th>Said by</th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ zone, left, servers, own, practice }) => (
            <tr key={`${zone} ${practice}`}>
              <td className="mono">{zone}</td>
              <td className="number mono">{formatTtl(left)}</td>
              <td>
                {servers.map(({ name, addresses }) => (
                  <span key={name} className="mono block">
                    {name} <span className="dim">{addresses.join(', ')}</span>
                  </span>
                ))}
              </td>
              <td>
                {own ? 'the zone itself' : 'the zone above'}
                {practice && <span className="dim block">practice</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const leftOf = ({ at, ttlSeconds }: Pick<CachedAnswer, 'at' | 'ttlSeconds'>, now: number): number =>
  Math.max(0, ttlSeconds - Math.floor((now - Date.parse(at)) / 1_000));

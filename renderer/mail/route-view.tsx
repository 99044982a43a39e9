import ChevronRight from 'lucide-react/icons/chevron-right';
import { useId, useState } from 'react';
import type { MessageView, Route } from '../../shared/contract';
import { hint } from '../actions';
import { useKeys } from '../keys';
import { useApp } from '../shell/state';
import { formatFull, formatTimeOfDay } from '../ui/format';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';
import { RouteLine } from './route-line';
import {
  arrivalSentence,
  dateSentence,
  type Leg,
  legsOf,
  protocolText,
  routeSummary,
  signatureSentence,
  span,
  transitSentence,
} from './route-words';

/** The servers that a message went through: closed one line, open the region “How it got here”. */
export function RouteView({ row }: Pick<MessageView, 'row'>) {
  const [open, setOpen] = useState(false);
  const { settings } = useApp();
  const { data: route, error } = useCall('mail.route', { id: row.id });
  const region = useId();
  const toggle = () => setOpen((before) => !before);
  useKeys({ 'mail.route': toggle }, { singleKeys: settings.singleKeys, groups: ['Mail', 'Writing'] });
  return (
    <>
      <div className="row-line route-bar">
        <button
          type="button"
          className="button bare"
          aria-expanded={open}
          aria-controls={region}
          title={hint('mail.route')}
          onClick={toggle}
        >
          <ChevronRight size={15} strokeWidth={1.6} aria-hidden />
          Route
        </button>
        <span className="dim small">{route && routeSummary(route)}</span>
      </div>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section id={region} className="route" aria-label="How it got here" aria-busy={!route && !error} tabIndex={0}>
          {error && <Problem error={error.toJSON()} />}
          {route && <Told route={route} />}
        </section>
      )}
    </>
  );
}

function Told({ route }: { route: Route }) {
  const { arrivedAt, signatures } = route;
  const offset = useCall('clock.offsetAt', arrivedAt === null ? null : { at: arrivedAt }, ['clock.changed']);
  const legs = legsOf(route);
  // Until it is asked, nobody should read that it is not known.
  if (arrivedAt !== null && offset.data === undefined && !offset.error) return null;
  const known = offset.data ?? null;
  return (
    <>
      <p>
        {transitSentence(route)} {dateSentence(route)} {arrivalSentence(route, known)}
      </p>
      {route.hops.length > 1 && <RouteLine legs={legs} />}
      {legs.length > 0 && <Hops legs={legs} />}
      {signatures.length > 0 && (
        <>
          <h2>DKIM signatures</h2>
          <ul aria-label="DKIM signatures">
            {signatures.map((signature) => (
              <li key={`${signature.domain} ${signature.selector} ${signature.signedAt}`}>
                <b>{signature.domain || 'No domain'}</b>{' '}
                {signature.selector && <span className="dim">(selector {signature.selector})</span>}:{' '}
                {signatureSentence(signature, arrivedAt, known)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className="dim small">
        Not verified: each server wrote its own line, anybody can write lines below those, and
        {signatures.length > 0 ? ' of the signatures only the dates were looked at.' : ' nobody has signed them.'}
      </p>
    </>
  );
}

function Hops({ legs }: { legs: Leg[] }) {
  return (
    <table aria-label="Hops">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">With</th>
          <th scope="col">At</th>
          <th scope="col" className="number">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {legs.map(({ hop, name, tookMs, contradiction }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: their order is what they are
          <tr key={index} title={hop.text}>
            <td>
              {hop.from || (hop.fromAddress ? '' : <span className="faint">not said</span>)}{' '}
              <span className="faint">{hop.fromAddress}</span>
            </td>
            <td>
              {name}
              {contradiction && <div className="warned small">{contradiction}</div>}
            </td>
            <td className={hop.encrypted ? '' : 'dim'}>{protocolText(hop)}</td>
            <td>
              {hop.at ? (
                <time dateTime={hop.at} title={formatFull(hop.at)}>
                  {formatTimeOfDay(hop.at)}
                </time>
              ) : (
                <span className="faint">not said</span>
              )}
            </td>
            <td className="number">{tookMs !== null && `${tookMs < 0 ? '\u2212' : ''}${span(tookMs)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

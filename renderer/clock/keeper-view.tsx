import type { ClockKeeper } from '../../shared/contract';
import { useCall } from '../use-call';

/** Which program keeps this clock, what it says, and how a person sets it right; nothing is done from here. */
export function KeeperView() {
  const { data } = useCall('clock.keeper', {});
  if (!data) return null;
  return (
    <section aria-label="Who keeps this clock">
      <h2>Who keeps this clock</h2>
      <p>{data.sentence}</p>
      {data.facts.length > 0 && (
        <dl className="facts">
          {data.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3>How to set it right</h3>
      <Mending mending={data.mending} />
      <p className="dim">Posthorn tells, and leaves the clock alone.</p>
    </section>
  );
}

function Mending({ mending }: Pick<ClockKeeper, 'mending'>) {
  return (
    <ul className="mending">
      {mending.map(({ text, command }) => (
        <li key={text}>
          {text} {command && <code className="mono">{command}</code>}
        </li>
      ))}
    </ul>
  );
}

/** The shortest way to a right clock, for where it is far off. */
export function MendingHint() {
  const { data } = useCall('clock.keeper', {});
  return data ? <Mending mending={data.mending} /> : null;
}

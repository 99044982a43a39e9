import type { ReactNode } from 'react';
import type { ClockMeasurement } from '../../shared/contract';
import { formatAhead, formatDuration } from '../ui/format';

const leaps: Record<ClockMeasurement['leap'], string> = {
  none: 'none announced',
  insert: 'the last minute of this day has 61 seconds',
  delete: 'the last minute of this day has 59 seconds',
  unsynchronised: "the server's clock is not synchronised",
};

/** Every value of one answer, each with what it means. */
export function Facts({ measurement }: { measurement: ClockMeasurement }) {
  const one = measurement;
  const [t1, t2, t3, t4] = one.timestamps.map((text) => text.slice(11, 26));
  const rows: [string, ReactNode, string][] = [
    ['Offset', formatAhead(one.offsetUs), 'how far this clock is ahead: −θ, θ = ((T2 − T1) + (T3 − T4)) / 2'],
    ['Round-trip delay', formatDuration(one.delayUs), 'δ = (T4 − T1) − (T3 − T2)'],
    ['Root distance', formatDuration(one.errorUs), 'true time lies within the offset ± this'],
    [
      'Stratum',
      one.stratum,
      one.stratum === 1 ? 'the server has a reference clock of its own' : 'steps from a reference clock',
    ],
    [
      'Reference',
      <span key="id" className="mono">
        {one.referenceId}
      </span>,
      'what the server follows',
    ],
    ['Leap second', one.leap, leaps[one.leap]],
    [
      'Precision',
      <span key="precision">
        2<sup>{String(one.precisionLog2).replace('-', '\u2212')}</sup> s
      </span>,
      `the server reads its clock in steps of ${formatDuration(2 ** one.precisionLog2 * 1e6)}`,
    ],
    ['Root delay', formatDuration(one.rootDelayUs), "the server's own way to the reference clock and back"],
    ['Root dispersion', formatDuration(one.rootDispersionUs), 'how far off the server may be by its own word'],
    ['Version', `NTPv${one.version}`, `best of ${one.samples} exchanges, the one with the shortest delay`],
    [
      'T1 sent here',
      <span key="t1" className="mono">
        {t1}
      </span>,
      "by this computer's clock",
    ],
    [
      'T2 received there',
      <span key="t2" className="mono">
        {t2}
      </span>,
      "by the server's clock",
    ],
    [
      'T3 sent there',
      <span key="t3" className="mono">
        {t3}
      </span>,
      "by the server's clock",
    ],
    [
      'T4 received here',
      <span key="t4" className="mono">
        {t4}
      </span>,
      "by this computer's clock",
    ],
  ];
  return (
    <section aria-label="Packet">
      <h2>This measurement</h2>
      <table>
        <tbody>
          {rows.map(([name, value, meaning]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td className="dim">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

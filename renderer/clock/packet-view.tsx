import { Fragment, type ReactNode } from 'react';
import type { NtpHeader } from '../../shared/contract';
import { formatDuration } from '../ui/format';
import { Power } from './power';

const leaps: Record<NtpHeader['leap'], string> = {
  none: 'no leap second is announced',
  insert: 'the last minute of this day has 61 seconds',
  delete: 'the last minute of this day has 59 seconds',
  unsynchronised: "the server's clock is not synchronised",
};

/** RFC 8915 §5. */
const ntsFields: Readonly<Record<string, string>> = {
  '0x0104': 'NTS unique identifier: it belongs to this question',
  '0x0404': 'NTS authenticator, with new cookies inside, encrypted',
};

/** Octets of the packet in hexadecimal, from and to. */
const slice = (hex: string, from: number, to: number) => hex.slice(from * 2, to * 2);

/** The answer field by field, as it came, and what each field says (RFC 5905 §7.3). */
export function PacketView({ header }: { header: NtpHeader }) {
  const { octets } = header;
  const first = Number.parseInt(slice(octets, 0, 1), 16)
    .toString(2)
    .padStart(8, '0');
  const rows: [string, string, ReactNode, string][] = [
    ['Leap indicator', `${first.slice(0, 2)}₂`, header.leap, leaps[header.leap]],
    ['Version', `${first.slice(2, 5)}₂`, header.version, 'of the protocol'],
    ['Mode', `${first.slice(5)}₂`, header.mode, 'server; a question has 3'],
    ['Stratum', slice(octets, 1, 2), header.stratum, 'steps from a reference clock'],
    [
      'Poll',
      slice(octets, 2, 3),
      <Power key="header.pollLog2" log2={header.pollLog2} />,
      'how often it wants to be asked at most',
    ],
    [
      'Precision',
      slice(octets, 3, 4),
      <Power key="header.precisionLog2" log2={header.precisionLog2} />,
      `it reads its clock in steps of ${formatDuration(2 ** header.precisionLog2 * 1e6)}`,
    ],
    [
      'Root delay',
      slice(octets, 4, 8),
      formatDuration(header.rootDelayUs),
      'its way to the reference clock and back, in 1/65,536 s',
    ],
    [
      'Root dispersion',
      slice(octets, 8, 12),
      formatDuration(header.rootDispersionUs),
      'how far off it may be by its own word',
    ],
    ['Reference ID', slice(octets, 12, 16), header.referenceId, 'what it follows'],
    ['Reference timestamp', header.reference, '', 'when its clock was last set'],
    ['Origin timestamp', header.origin, '', 'the random number of the question, sent back: it belongs to it'],
    ['Receive timestamp', header.receive, 'T2', "when the question came, by the server's clock"],
    ['Transmit timestamp', header.transmit, 'T3', 'when the answer left'],
    ...header.extensions.map(({ type, octets: length }): [string, string, ReactNode, string] => [
      'Extension field',
      type,
      `${length} octets`,
      ntsFields[type] ?? 'skipped: it was not asked for',
    ]),
  ];
  return (
    <section aria-label="Packet">
      <h2>The packet, field by field</h2>
      <table className="packet">
        <thead>
          <tr>
            <th>Field</th>
            <th>On the wire</th>
            <th>Value</th>
            <th>What it says</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, raw, shown, meaning], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the fields of a packet have an order and no other name
            <tr key={index}>
              <th scope="row">{name}</th>
              <td className="mono">{raw}</td>
              <td>{shown}</td>
              <td className="dim">{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mono octets">
        {octets.match(/.{1,32}/g)?.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one dump
          <Fragment key={index}>
            {line.replace(/(..)(?=.)/g, '$1 ')}
            <br />
          </Fragment>
        ))}
      </p>
      <p className="dim">
        A timestamp is seconds and fraction since 1900, or since 2036-02-07 in the next era; which one is told by this
        computer's date. NTP without NTS is not authenticated: the random number keeps out who can't see the question,
        and nobody else.
      </p>
    </section>
  );
}

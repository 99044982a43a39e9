import type { ReactNode } from 'react';
import type { ChainSet, ChainSignature, ChainZone, DnsChain } from '../../shared/contract';
import { dsStates, type Mark, signatureStates, validity, verdicts } from './chain-words';
import { plainName, zoneTitle } from './zone-names';

const width = 760;
const column = 228;
const gap = 22;
const item = { width: 212, height: 40, step: 48 };
const header = 34;
const foot = 30;
const between = 40;
const left = 14;
/** A box shows so many of each kind; the list below the picture has all. */
const most = 4;

/** From the anchor down: in each zone who vouches for which key, which key signs the others, and at the end the records. */
export function ChainPicture({ chain }: { chain: DnsChain }) {
  let y = 1;
  const parts: ReactNode[] = [];
  for (const [i, zone] of chain.zones.entries()) {
    if (i > 0) {
      parts.push(
        <Link
          key={`to ${zone.name}`}
          y={y}
          signature={telling(zone.dsSignatures)}
          over={zone.ds.length > 0 ? 'DS' : 'that there is no DS'}
        />,
      );
      y += between;
    }
    parts.push(<ZoneBox key={zone.name} zone={zone} y={y} />);
    y += zoneHeight(zone);
  }
  for (const set of chain.sets.slice(0, most)) {
    parts.push(
      <Link
        key={`to ${set.role} ${set.owner} ${set.type}`}
        y={y}
        signature={telling(set.signatures)}
        over={set.type}
      />,
    );
    y += between;
    parts.push(<SetBox key={`${set.role} ${set.owner} ${set.type}`} set={set} y={y} />);
    y += setHeight(set);
  }
  return (
    <div>
      <svg className="picture" role="img" aria-label={`Chain: ${chain.sentence}`} viewBox={`0 0 ${width} ${y + 1}`}>
        <title>Chain of trust</title>
        {parts}
      </svg>
    </div>
  );
}

const zoneHeight = (zone: ChainZone): number => {
  const rows = Math.max(1, ...columnsOf(zone).map(({ cells }) => cells.length));
  return header + rows * item.step + (zone.keySignatures.length > 0 ? foot : 4);
};
const setHeight = ({ data }: ChainSet): number => header + Math.min(data.length, most) * 18 + 10;

/** Of several the one that holds, or else the first. */
const telling = (signatures: readonly ChainSignature[]): ChainSignature | undefined =>
  signatures.find(({ state }) => state === 'valid') ?? signatures[0];

interface Cell {
  id: string;
  tag: number | null;
  title: string;
  line: string;
  mark: Mark | null;
}

/** Who vouches, whom for, and what those keys sign. */
function columnsOf({ ds, keys, anchored }: ChainZone): { id: string; cells: Cell[] }[] {
  const keyCells = (entryPoint: boolean): Cell[] =>
    keys
      .filter((key) => (key.entryPoint || key.vouched) === entryPoint)
      .map((key) => ({
        id: `${key.tag} ${key.algorithm}`,
        tag: key.tag,
        title: `${entryPoint ? 'Key-signing key' : 'Zone key'} ${key.tag}`,
        line: key.revoked ? `${key.algorithm}, revoked` : key.algorithm,
        mark: key.vouched && key.signsKeys ? verdicts.secure : null,
      }));
  const vouchers = ds.map((one) => ({
    id: `${one.tag} ${one.digest} ${one.algorithm}`,
    tag: one.tag,
    title: `${anchored ? 'Trust anchor' : 'DS'} ${one.tag}`,
    line: one.state === 'matches' ? `${one.algorithm}, ${one.digest}` : `${one.digest}: ${dsStates[one.state].word}`,
    mark: dsStates[one.state],
  }));
  return [
    { id: 'vouchers', cells: shorten(vouchers) },
    { id: 'entries', cells: shorten(keyCells(true)) },
    { id: 'others', cells: shorten(keyCells(false)) },
  ];
}

/** In which rows of the column before stands what vouches for a cell: the DS record with its tag, or each key that signs keys. */
const vouching = (cells: readonly Cell[], tag: number | null): number[] =>
  cells.flatMap((cell, row) => (cell.mark?.kind === 'ok' && (tag === null || cell.tag === tag) ? [row] : []));

function shorten(cells: Cell[]): Cell[] {
  if (cells.length <= most) return cells;
  const rest = cells.length - most + 1;
  return [...cells.slice(0, most - 1), { id: 'more', tag: null, title: `and ${rest} more`, line: '', mark: null }];
}

function ZoneBox({ zone, y }: { zone: ChainZone; y: number }) {
  const columns = columnsOf(zone);
  const height = zoneHeight(zone);
  const signature = telling(zone.keySignatures);
  const mid = (row: number) => y + header + row * item.step + item.height / 2;
  const x = (index: number) => left + index * (column + gap);
  return (
    <g>
      <Frame y={y} height={height} title={zoneTitle(zone.name)} mark={verdicts[zone.verdict]} />
      {columns.map(({ id, cells }, index) =>
        cells.map((cell, row) => (
          <g key={`${id} ${cell.id}`}>
            {vouching(columns[index - 1]?.cells ?? [], index === 1 ? cell.tag : null).map((from) => (
              <path
                key={from}
                className="line"
                d={`M${x(index - 1) + item.width} ${mid(from)}L${x(index) - 2} ${mid(row)}`}
              />
            ))}
            <rect
              className={`cell ${cell.mark?.kind ?? 'plain'}`}
              x={x(index)}
              y={y + header + row * item.step}
              width={item.width}
              height={item.height}
              rx={6}
            />
            <text className="strong" x={x(index) + 10} y={y + header + row * item.step + 17}>
              {cell.title}
            </text>
            <text className="dim small" x={x(index) + 10} y={y + header + row * item.step + 32}>
              {cell.line}
            </text>
            {cell.mark && (
              <Sign x={x(index) + item.width - 16} y={y + header + row * item.step + 20} mark={cell.mark} />
            )}
          </g>
        )),
      )}
      {zone.ds.length === 0 && zone.keys.length === 0 && (
        <text className="dim" x={left + 2} y={y + header + 24}>
          {cut(zone.sentence, 112)}
        </text>
      )}
      {signature && (
        <text className="dim small" x={left + 2} y={y + height - 12}>
          <tspan className={signatureStates[signature.state].kind}>{signatureStates[signature.state].sign}</tspan>
          {` The keys are signed by key ${signature.tag}, ${validity(signature)}: ${signatureStates[signature.state].word}`}
        </text>
      )}
    </g>
  );
}

const roles = { answer: '', alias: 'alias', denial: 'proves what is not there' };

function SetBox({ set, y }: { set: ChainSet; y: number }) {
  const title = `${set.type} of ${plainName(set.owner)}`;
  return (
    <g>
      <Frame y={y} height={setHeight(set)} title={cut(title, 78)} more={roles[set.role]} mark={verdicts[set.verdict]} />
      {set.data.slice(0, most).map((data, row) => (
        <text key={data} className="mono" x={left + 2} y={y + header + 12 + row * 18}>
          {cut(row === most - 1 && set.data.length > most ? `and ${set.data.length - row} more` : data, 96)}
        </text>
      ))}
    </g>
  );
}

function Frame({
  y,
  height,
  title,
  more = '',
  mark,
}: {
  y: number;
  height: number;
  title: string;
  more?: string;
  mark: Mark;
}) {
  return (
    <>
      <rect className={`frame ${mark.kind}`} x={1} y={y} width={width - 2} height={height} rx={8} />
      <text className="title" x={left + 2} y={y + 22}>
        {title}
        {more !== '' && (
          <tspan className="dim small" dx={10}>
            {more}
          </tspan>
        )}
      </text>
      <text className={`strong ${mark.kind}`} x={width - 14} y={y + 22} textAnchor="end">
        {mark.sign} {mark.word}
      </text>
    </>
  );
}

/** What leads from a zone to what lies below: the signature over it. */
function Link({ y, signature, over }: { y: number; signature: ChainSignature | undefined; over: string }) {
  const mark = signature ? signatureStates[signature.state] : null;
  return (
    <g>
      <path className={`line ${mark?.kind ?? 'none'}`} d={`M32 ${y + 2}V${y + between - 7}`} />
      <path
        className={`head ${mark?.kind ?? 'none'}`}
        d={`M27 ${y + between - 9}L32 ${y + between - 1}L37 ${y + between - 9}Z`}
      />
      <text className="dim small" x={48} y={y + between / 2 + 4}>
        {signature && mark ? (
          <>
            <tspan className={mark.kind}>{mark.sign}</tspan>
            {` Key ${signature.tag} of ${plainName(signature.signer)} signs ${over}, ${validity(signature)}: ${mark.word}`}
          </>
        ) : (
          `– No signature over ${over}`
        )}
      </text>
    </g>
  );
}

function Sign({ x, y, mark }: { x: number; y: number; mark: Mark }) {
  return (
    <text className={`strong ${mark.kind}`} x={x} y={y + 4} textAnchor="middle">
      {mark.sign}
    </text>
  );
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

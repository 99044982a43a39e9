import type { ZoneRow } from '../../../shared/contract';
import { formatCount, formatTtl } from '../../ui/format';
import { type Column, RowGrid } from '../row-grid';

const columns: readonly Column[] = [
  { name: 'Change', width: '28px', hidden: true },
  { name: 'Name', width: 'minmax(0, 2fr)' },
  { name: 'TTL', width: '110px' },
  { name: 'Type', width: '90px' },
  { name: 'Data', width: 'minmax(0, 4fr)' },
];

/** The records of a zone. @param count of them, which grows while they come */
export function ZoneGrid({ rows, count }: { rows: readonly ZoneRow[]; count: number }) {
  const cells = (index: number) => {
    const row = rows[index];
    return row && <Cells row={row} />;
  };
  return <RowGrid label="Records" columns={columns} count={count} cells={cells} />;
}

function Cells({ row: { change, owner, ttlSeconds, type, data } }: { row: ZoneRow }) {
  return (
    <>
      <span role="cell" title={change === '+' ? 'came' : change === '' ? undefined : 'went'}>
        {change}
      </span>
      <span role="cell" className="mono" title={owner}>
        {owner}
      </span>
      <span role="cell" className="mono" title={`${formatCount(ttlSeconds)} s`}>
        {formatTtl(ttlSeconds)}
      </span>
      <span role="cell">{type}</span>
      <span role="cell" className="mono" title={data}>
        {data}
      </span>
    </>
  );
}

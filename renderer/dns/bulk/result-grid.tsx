import { useEffect, useState } from 'react';
import type { BulkKind, BulkRow } from '../../../shared/contract';
import { call } from '../../client';
import { formatDuration, formatTtl } from '../../ui/format';
import { type Column, RowGrid } from '../row-grid';
import { kindChip, kindWords } from './kinds';

const columns: readonly Column[] = [
  { name: 'Name', width: 'minmax(0, 3fr)' },
  { name: 'Type', width: '70px' },
  { name: 'Result', width: '130px' },
  { name: 'TTL', width: '110px' },
  { name: 'Data', width: 'minmax(0, 4fr)' },
  { name: 'Time', width: '80px' },
];
/** So many are asked for at once. */
const pageSize = 100;

interface ResultGridProps {
  kind: BulkKind | null;
  /** How many there are by now. */
  count: number;
  /** No more come. */
  settled: boolean;
}

/** The results that are in view; the others stay where they are, on disk. */
export function ResultGrid({ kind, count, settled }: ResultGridProps) {
  const [first, setFirst] = useState(0);
  const from = Math.floor(first / pageSize) * pageSize;
  const [page, setPage] = useState<{ kind: BulkKind | null; from: number; rows: BulkRow[] }>({
    kind,
    from: 0,
    rows: [],
  });
  // While more come, rows that stood here move on: what is in view is asked for again with each count.
  // biome-ignore lint/correctness/useExhaustiveDependencies: count and settled stand for what there is to ask for
  useEffect(() => {
    let current = true;
    call('dns.bulkRows', { from, count: pageSize * 2, kind }).then(
      ({ rows }) => current && setPage({ kind, from, rows }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [kind, from, count, settled]);
  const cells = (index: number) => {
    const row = page.kind === kind ? page.rows[index - page.from] : undefined;
    return row && <Cells row={row} />;
  };
  return <RowGrid label="Results" columns={columns} count={count} cells={cells} onFirst={setFirst} />;
}

function Cells({ row: { name, type, kind, ttlSeconds, data, elapsedUs } }: { row: BulkRow }) {
  return (
    <>
      <span role="cell" className="mono" title={name}>
        {name}
      </span>
      <span role="cell">{type}</span>
      <span role="cell">
        <span className={kindChip(kind)}>{kindWords[kind]}</span>
      </span>
      <span role="cell" className="mono">
        {ttlSeconds === null ? '' : formatTtl(ttlSeconds)}
      </span>
      <span role="cell" className="mono" title={data.join('\n')}>
        {data.join(', ')}
      </span>
      <span role="cell" className="dim">
        {elapsedUs === null ? '' : formatDuration(elapsedUs)}
      </span>
    </>
  );
}

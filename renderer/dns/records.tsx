import { useEffect, useState } from 'react';
import type { ResourceRecord } from '../../shared/contract';
import { formatCount, formatTtl } from '../ui/format';

interface RecordsProps {
  name: 'Answer' | 'Authority' | 'Additional';
  records: ResourceRecord[];
  /** When the answer came: its TTLs count from then. */
  at: string;
  follow(name: string, type: string): void;
}

/** One section of a message. What is a name or an address can be looked up from here. */
export function Records({ name, records, at, follow }: RecordsProps) {
  const age = useAge(at);
  if (records.length === 0) return null;
  return (
    <section>
      <h2>{name}</h2>
      <table role="grid" aria-label={name}>
        <thead>
          <tr>
            <th>Name</th>
            <th className="number">TTL</th>
            <th>Type</th>
            <th>Data</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={`${record.owner} ${record.type} ${record.data}`}>
              <td className="mono">{record.owner}</td>
              <td className="number mono" title={`${formatCount(record.ttlSeconds)} s`}>
                {formatTtl(Math.max(0, record.ttlSeconds - age))}
              </td>
              <td>{record.type}</td>
              <td className="mono">
                <Data record={record} follow={follow} />
              </td>
              <td className="dim">{record.meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Whole seconds since an instant. */
function useAge(at: string): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1_000));
}

const targets: Record<string, string> = { MX: 'A', NS: 'A', CNAME: 'A', PTR: 'A', SRV: 'A' };

function Data({ record, follow }: { record: ResourceRecord; follow(name: string, type: string): void }) {
  if (record.type === 'A' || record.type === 'AAAA') {
    return <Link text={record.data} title="Ask for the name (PTR)" onClick={() => follow(record.data, 'PTR')} />;
  }
  const type = targets[record.type];
  const cut = record.data.lastIndexOf(' ') + 1;
  const target = record.data.slice(cut);
  if (!type || target === '.') return record.data;
  return (
    <>
      {record.data.slice(0, cut)}
      <Link text={target} title="Ask for the address" onClick={() => follow(target.replace(/\.$/, ''), type)} />
    </>
  );
}

function Link({ text, title, onClick }: { text: string; title: string; onClick(): void }) {
  return (
    <button type="button" className="link" title={title} onClick={onClick}>
      {text}
    </button>
  );
}

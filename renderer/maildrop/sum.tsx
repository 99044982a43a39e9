import type { Maildrop } from '../../shared/contract';
import { formatCount, formatOctets, formatSize } from '../ui/format';
import { disagreement, type Total, totalOf } from './totals';

/** What is there, less what is marked, is what stays; and what the server itself said. */
export function Sum({ maildrop }: { maildrop: Maildrop }) {
  const { entries, stat } = maildrop;
  const there = totalOf(entries);
  const marked = totalOf(entries.filter((entry) => entry.marked));
  const left = { messages: there.messages - marked.messages, octets: there.octets - marked.octets };
  const contradiction = disagreement(maildrop);
  return (
    <>
      <div className="sum" role="status" aria-label="Maildrop state">
        <span>
          on the server <Part total={there} />
        </span>
        <span>−</span>
        <span>
          marked <Part total={marked} />
        </span>
        <span>=</span>
        <span>
          after QUIT <Part total={left} />
        </span>
        {marked.messages > 0 && <span className="when">What is marked goes when you apply.</span>}
        {stat && (
          <span className="mono said" title="As the server said it: messages and octets">
            STAT {stat.messages} {stat.octets}
          </span>
        )}
      </div>
      {contradiction && <p className="note warn">{contradiction}</p>}
    </>
  );
}

function Part({ total: { messages, octets } }: { total: Total }) {
  return (
    <b title={formatOctets(octets)}>
      {formatCount(messages)} · {formatSize(octets)}
    </b>
  );
}

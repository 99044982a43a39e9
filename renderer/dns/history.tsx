import Star from 'lucide-react/icons/star';
import type { AskedQuestion } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { call } from '../client';
import { useCall } from '../use-call';

const roots = { world: 'from the root', practice: 'from the practice root' };

const keyOf = ({ name, type, server, transport, fromRoot }: AskedQuestion): string =>
  `${name} ${type} ${fromRoot ? roots[fromRoot] : server ? serverName(server, transport) : transport}`;

const useHistory = () => useCall('dns.history', {}, ['dns.historyChanged']).data;

/** What was asked before, and what one wants to ask again. */
export function History({ askAgain }: { askAgain(question: AskedQuestion): void }) {
  const history = useHistory();
  if (!history || history.recent.length + history.favourites.length === 0) return null;
  return (
    <div className="recent" data-pane>
      {history.favourites.length > 0 && (
        <Questions title="Favourites" questions={history.favourites} askAgain={askAgain} />
      )}
      {history.recent.length > 0 && (
        <>
          <Questions title="Recent" questions={history.recent} askAgain={askAgain} />
          <button type="button" className="button bare" onClick={() => void call('dns.historyClear', {})}>
            Clear
          </button>
        </>
      )}
    </div>
  );
}

function Questions({
  title,
  questions,
  askAgain,
}: {
  title: string;
  questions: AskedQuestion[];
  askAgain(question: AskedQuestion): void;
}) {
  return (
    <>
      <h2>{title}</h2>
      <ul aria-label={title}>
        {questions.map((one) => (
          <li key={keyOf(one)}>
            <button type="button" className="button bare" title={keyOf(one)} onClick={() => askAgain(one)}>
              {one.name} {one.type}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Whether this question stands among the favourites. */
export function Favourite({ question }: { question: AskedQuestion }) {
  const { name, type, server, transport, fromRoot } = question;
  const favourite = useHistory()?.favourites.some((one) => keyOf(one) === keyOf(question)) ?? false;
  return (
    <button
      type="button"
      className="button bare"
      aria-label="Favourite"
      aria-pressed={favourite}
      title={favourite ? 'Take it out of the favourites' : 'Put it among the favourites'}
      onClick={() =>
        void call('dns.favour', {
          question: { name, type, server, transport, ...(fromRoot ? { fromRoot } : {}) },
          favourite: !favourite,
        })
      }
    >
      <Star size={16} fill={favourite ? 'currentColor' : 'none'} aria-hidden />
    </button>
  );
}

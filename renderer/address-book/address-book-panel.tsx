import './address-book.css';
import { useState } from 'react';
import type { Group, Person } from '../../shared/contract';
import { call } from '../client';
import { go } from '../shell/route';
import { formatDay, plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useAttempt } from '../use-attempt';
import { useCall } from '../use-call';
import { type Entry, entriesOf, mostShown } from './entries';
import { EntryDialog } from './entry-dialog';

/** Everybody one writes to, and groups of them: to look up, to edit, to carry over as vCard. */
export function AddressBookPanel() {
  const { data, error } = useCall('addressBook.list', {}, ['addressBook.changed']);
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState<{ kind: 'person' | 'group'; entry: Entry | null } | null>(null);
  const { error: problem, attempt } = useAttempt();
  const remove = (entry: Person | Group) =>
    attempt(async () => {
      await call('addressBook.remove', { id: entry.id });
      const back = 'members' in entry ? { people: [], groups: [entry] } : { people: [entry], groups: [] };
      say(`${entry.name || 'The entry'} was removed.`, () => void attempt(() => call('addressBook.restore', back)));
    });
  const importCards = () =>
    attempt(async () => {
      const taken = await call('addressBook.import', {});
      if (!taken) return;
      const parts = [`${plural(taken.added, 'person', 'people')} added`, `${taken.updated} updated`];
      if (taken.groups > 0) parts.push(plural(taken.groups, 'group'));
      if (taken.unreadable > 0)
        parts.push(`${plural(taken.unreadable, 'card')} left out (no address, or not to be read)`);
      say(`${parts.join(', ')}.`);
    });
  const exportCards = () =>
    attempt(async () => {
      const { path } = await call('addressBook.export', {});
      if (path) say(`Saved as ${path}`);
    });

  const entries = data ? entriesOf(data, words) : [];
  const known = data ? data.people.length + data.groups.length : 0;
  const shown = entries.slice(0, mostShown);
  const wrong = problem ?? error;
  return (
    <div className="panel" data-pane>
      <div className="bar">
        <h1>Address book</h1>
        <input
          className="field"
          type="search"
          aria-label="Search address book"
          placeholder="Search address book"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <span className="grow" />
        <button type="button" className="button bare" onClick={() => void importCards()}>
          Import vCard
        </button>
        <button type="button" className="button bare" disabled={known === 0} onClick={() => void exportCards()}>
          Export vCard
        </button>
        <button type="button" className="button" onClick={() => setEditing({ kind: 'group', entry: null })}>
          Add group
        </button>
        <button type="button" className="button primary" onClick={() => setEditing({ kind: 'person', entry: null })}>
          Add person
        </button>
        <button type="button" className="button" onClick={() => go('settings')}>
          Close
        </button>
      </div>
      <div className="panel-body">
        {wrong && <Problem error={wrong.toJSON()} />}
        {data && known === 0 && (
          <div className="empty">Nobody yet. Whom you write to comes here by itself; vCard files can be imported.</div>
        )}
        {known > 0 && entries.length === 0 && <div className="empty">Nobody matches “{words}”.</div>}
        <ul className="address-book" aria-label="Address book">
          {shown.map((entry) => (
            <li key={entry.id}>
              <div className="grow">
                <b>{entry.name || entry.addresses[0]}</b>
                {entry.isGroup && <span className="chip">group</span>}
                <div className="dim small">{entry.addresses.slice(entry.name ? 0 : 1).join(', ')}</div>
              </div>
              <span className="faint small">
                {entry.writtenTo > 0 && `written to ${plural(entry.writtenTo, 'time')}`}
                {entry.lastWrittenAt && `, last ${formatDay(entry.lastWrittenAt)}`}
              </span>
              <button
                type="button"
                className="button"
                onClick={() => setEditing({ kind: entry.isGroup ? 'group' : 'person', entry })}
              >
                Edit
              </button>
              <button type="button" className="button bare danger" onClick={() => void remove(entry.source)}>
                Remove
              </button>
            </li>
          ))}
        </ul>
        {entries.length > shown.length && (
          <p className="dim">
            {plural(entries.length - shown.length, 'more entry', 'more entries')}: search to see them.
          </p>
        )}
      </div>
      {editing && <EntryDialog kind={editing.kind} entry={editing.entry} onClose={() => setEditing(null)} />}
    </div>
  );
}

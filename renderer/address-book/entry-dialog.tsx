import { type FormEvent, useState } from 'react';
import { parseAddresses } from '../../shared/addresses';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { Dialog } from '../ui/dialog';
import { Problem } from '../ui/problem';
import type { Entry } from './entries';

interface EntryDialogProps {
  kind: 'person' | 'group';
  /** Null: a new one. */
  entry: Entry | null;
  onClose(): void;
}

export function EntryDialog({ kind, entry, onClose }: EntryDialogProps) {
  const [name, setName] = useState(entry?.name ?? '');
  const [text, setText] = useState(entry?.addresses.join('\n') ?? '');
  const [error, setError] = useState<PosthornError>();
  const parsed = parseAddresses(text);
  const wrong = parsed.filter(({ problem }) => problem !== '');
  const isGroup = kind === 'group';
  const missing =
    parsed.length === 0 ? 'Enter an address.' : isGroup && name.trim() === '' ? 'A group has a name.' : '';
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (wrong.length > 0 || missing) return;
    const id = entry?.id ?? null;
    try {
      if (isGroup)
        await call('addressBook.saveGroup', {
          id,
          name: name.trim(),
          members: parsed.map(({ name, address }) => ({ name, address })),
        });
      else
        await call('addressBook.savePerson', {
          id,
          name: name.trim(),
          addresses: parsed.map(({ address }) => address),
        });
      onClose();
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  return (
    <Dialog title={entry ? `Edit ${kind}` : `Add ${kind}`} onClose={onClose}>
      <form className="entry-form" onSubmit={(event) => void save(event)}>
        <label className="labelled">
          <span>Name</span>
          <input className="field" type="text" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label className="labelled">
          <span>{isGroup ? 'Members, one on each line' : 'Addresses, one on each line'}</span>
          <textarea
            className="field"
            rows={isGroup ? 8 : 3}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {wrong.map((one) => (
          <p key={one.text} className="wrong small" role="alert">
            “{one.text}” {one.problem}.
          </p>
        ))}
        {error && <Problem error={error.toJSON()} />}
        <div className="actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className="button primary"
            disabled={wrong.length > 0 || missing !== ''}
            title={missing}
          >
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

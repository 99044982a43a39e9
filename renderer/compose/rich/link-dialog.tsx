import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../../ui/dialog';
import { hrefFrom } from './commands';

interface LinkDialogProps {
  /** Where the link goes that is there; empty: there is none yet. */
  href: string;
  onClose(): void;
  /** @param href null: it is to be no link any more */
  onLink(href: string | null): void;
}

/** Asks where a link goes. */
export function LinkDialog({ href, onClose, onLink }: LinkDialogProps) {
  const [typed, setTyped] = useState(href);
  const [wrong, setWrong] = useState(false);
  const problem = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The sheet behind it is a place for keys and forms of its own.
    event.stopPropagation();
    const found = hrefFrom(typed);
    if (found === null) setWrong(true);
    else onLink(found);
  };
  return (
    <Dialog title="Link" onClose={onClose}>
      <form onSubmit={submit}>
        <label className="labelled">
          <span>Address of a page or a person</span>
          <input
            className="field"
            value={typed}
            spellCheck={false}
            autoFocus
            aria-invalid={wrong}
            aria-describedby={problem}
            onChange={(event) => {
              setTyped(event.target.value);
              setWrong(false);
            }}
          />
        </label>
        <p id={problem} className="small dim">
          {wrong ? 'That is no address a message can link to: it begins with https://, http:// or mailto:.' : ''}
        </p>
        <div className="actions">
          {href !== '' && (
            <button type="button" className="button" onClick={() => onLink(null)}>
              Remove link
            </button>
          )}
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary">
            {href === '' ? 'Add link' : 'Change link'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

import { type FormEvent, useState } from 'react';
import type { Draft } from '../../shared/contract';
import { call } from '../client';
import { Confirm, Dialog } from '../ui/dialog';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useAttempt } from '../use-attempt';
import { useCall } from '../use-call';

interface TemplatesProps {
  onClose(): void;
  /** The message is on the disk as it stands here. */
  onSave(name: string): Promise<void>;
  onUse(templateId: number): Promise<void>;
}

type Template = Pick<Draft, 'id'> & { name: string };

/** What was written once and is used again: kept, taken, renamed, deleted. */
export function Templates({ onClose, onSave, onUse }: TemplatesProps) {
  const { data = [], error: listError, reload } = useCall('compose.templates', {});
  const { error, attempt } = useAttempt();
  const [name, setName] = useState('');
  const [renaming, setRenaming] = useState<Template | null>(null);
  const [deleting, setDeleting] = useState<Template | null>(null);
  const replaces = data.some((known) => known.name === name.trim());

  const save = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await onSave(name.trim());
      onClose();
      say(`Kept as the template “${name.trim()}”.`);
    });
  };
  const rename = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      if (renaming) await call('compose.renameTemplate', { id: renaming.id, name: renaming.name.trim() });
      setRenaming(null);
      reload();
    });
  };
  const remove = ({ id }: Template) =>
    attempt(async () => {
      await call('compose.discard', { id });
      reload();
    });
  if (deleting) {
    return (
      <Confirm
        title={`Delete the template “${deleting.name}”?`}
        action="Delete template"
        onClose={() => setDeleting(null)}
        onConfirm={() => void remove(deleting)}
      >
        It will be gone for ever. Messages that were written with it stay as they are.
      </Confirm>
    );
  }
  const problem = error ?? listError;
  return (
    <Dialog title="Templates" onClose={onClose}>
      {data.length === 0 && <p className="dim">There is none yet. Keep this message as one below.</p>}
      <ul className="templates" aria-label="Templates">
        {data.map((template) => (
          <li key={template.id}>
            {renaming?.id === template.id ? (
              <form className="row-line" onSubmit={rename}>
                <input
                  className="field grow"
                  aria-label="New name"
                  value={renaming.name}
                  autoFocus
                  maxLength={200}
                  onChange={(event) => setRenaming({ id: template.id, name: event.target.value })}
                />
                <button type="submit" className="button" disabled={renaming.name.trim() === ''}>
                  Save name
                </button>
              </form>
            ) : (
              <>
                <span className="grow">{template.name}</span>
                <button
                  type="button"
                  className="button"
                  aria-label={`Use ${template.name}`}
                  onClick={() => void attempt(() => onUse(template.id).then(onClose))}
                >
                  Use
                </button>
                <button
                  type="button"
                  className="button bare"
                  aria-label={`Rename ${template.name}`}
                  onClick={() => setRenaming({ ...template })}
                >
                  Rename
                </button>
                <button
                  type="button"
                  className="button bare danger"
                  aria-label={`Delete ${template.name}`}
                  onClick={() => setDeleting({ ...template })}
                >
                  Delete
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {problem && <Problem error={problem.toJSON()} />}
      <form className="row-line" onSubmit={save}>
        <input
          className="field grow"
          aria-label="Keep this message as"
          placeholder="Keep this message as"
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="button" disabled={name.trim() === ''}>
          {replaces ? 'Replace template' : 'Save template'}
        </button>
      </form>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

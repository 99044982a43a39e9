import { useState } from 'react';
import type { Action } from '../actions';
import { shownKey } from '../keys';
import { Dialog } from '../ui/dialog';

/** Every action by its name: type a few letters, Enter does the first. */
export default function Palette({
  actions,
  run,
  onClose,
}: {
  actions: Action[];
  run(id: string): void;
  onClose(): void;
}) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const found = actions.filter(({ name, id }) => {
    return (
      id !== 'palette' &&
      words
        .toLowerCase()
        .split(/\s+/)
        .every((word) => name.toLowerCase().includes(word))
    );
  });
  const choose = (action: Action | undefined) => {
    if (!action) return;
    onClose();
    // Closing gives the focus back; what the action does with it comes after that.
    setTimeout(() => run(action.id));
  };
  return (
    <Dialog title="Commands" onClose={onClose}>
      <input
        className="field"
        style={{ width: '100%' }}
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${found[at].id}` : undefined}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
          else if (event.key === 'Enter') choose(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Commands" className="palette">
        {found.map((action, index) => (
          <li
            key={action.id}
            id={`palette-${action.id}`}
            role="option"
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(action)}
            onKeyDown={() => {}}
          >
            <span className="grow">{action.name}</span>
            <kbd>{action.keys[0] && shownKey(action.keys[0])}</kbd>
          </li>
        ))}
        {found.length === 0 && <li className="dim">Nothing is called that.</li>}
      </ul>
    </Dialog>
  );
}

import type { KeyboardEvent, RefObject } from 'react';
import type { TypedAddress } from '../../shared/addresses';
import { domainOf } from './chip-field';
import type { DomainCheck } from './domain-check';
import { RecipientChip } from './recipient-chip';

const keys: Readonly<Record<string, ChipKey>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'text',
  Escape: 'text',
  Delete: 'remove',
  Backspace: 'removeBack',
  Enter: 'edit',
  F2: 'edit',
  'Alt+ArrowUp': 'up',
  'Alt+ArrowDown': 'down',
};
type ChipKey = 'left' | 'right' | 'first' | 'text' | 'remove' | 'removeBack' | 'edit' | 'up' | 'down';

interface ChipListProps {
  label: string;
  chips: readonly TypedAddress[];
  list: RefObject<HTMLUListElement | null>;
  checkOf(domain: string): DomainCheck;
  /** Past the last chip the text is focused. */
  onFocus(at: number): void;
  onEdit(chip: TypedAddress): void;
  /** @param next who is focused then; nobody: the text */
  onRemove(chip: TypedAddress, next: TypedAddress | undefined): void;
  /** To the field above or below. */
  onMove(chip: TypedAddress, step: 1 | -1): void;
  onDrag(chip: TypedAddress | null): void;
}

/** The chips of a field. It is one stop of Tab together with the field's text; arrows go from chip to chip. */
export function ChipList({ label, chips, list, checkOf, ...on }: ChipListProps) {
  const onKeyDown = (event: KeyboardEvent, chip: TypedAddress, at: number) => {
    if (event.ctrlKey || event.metaKey) return;
    const key = keys[`${event.altKey ? 'Alt+' : ''}${event.key}`];
    if (!key) {
      if (event.key.length !== 1 || event.key === ' ' || event.altKey) return;
      // Whoever types on means the text: the letter goes there, and is no shortcut.
      event.stopPropagation();
      on.onFocus(chips.length);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (key === 'left') on.onFocus(Math.max(0, at - 1));
    else if (key === 'right') on.onFocus(at + 1);
    else if (key === 'first') on.onFocus(0);
    else if (key === 'text') on.onFocus(chips.length);
    else if (key === 'remove') on.onRemove(chip, chips[at + 1]);
    else if (key === 'removeBack') on.onRemove(chip, at === chips.length - 1 ? undefined : (chips[at - 1] ?? chips[1]));
    else if (key === 'edit') on.onEdit(chip);
    else on.onMove(chip, key === 'up' ? -1 : 1);
  };
  return (
    <ul ref={list} aria-label={label}>
      {chips.map((chip, at) => (
        <RecipientChip
          key={chip.address}
          recipient={chip}
          check={checkOf(domainOf(chip))}
          onKeyDown={(event) => onKeyDown(event, chip, at)}
          onEdit={() => on.onEdit(chip)}
          onRemove={() => on.onRemove(chip, undefined)}
          onDrag={(dragged) => on.onDrag(dragged ? chip : null)}
        />
      ))}
    </ul>
  );
}

import Check from 'lucide-react/icons/check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import type { KeyboardEvent } from 'react';
import type { TypedAddress } from '../../shared/addresses';
import type { DomainCheck } from './domain-check';

const icons = { checking: CircleDashed, found: Check, missing: X, refuses: TriangleAlert, unchecked: CircleDashed };

interface RecipientChipProps {
  recipient: TypedAddress;
  check: DomainCheck;
  onKeyDown(event: KeyboardEvent): void;
  onEdit(): void;
  onRemove(): void;
  onDrag(dragged: boolean): void;
}

/** Somebody whom the message goes to, and whether their domain takes mail. */
export function RecipientChip({ recipient, check, onKeyDown, onEdit, onRemove, onDrag }: RecipientChipProps) {
  const { name, address } = recipient;
  const Icon = icons[check.state];
  return (
    <li
      className={`recipient ${check.state}`}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData('text/plain', recipient.text);
        event.dataTransfer.effectAllowed = 'copyMove';
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
      {/* Its words are content, not a label: the field's own label stays the only one that says "To". */}
      <button
        type="button"
        className="who"
        tabIndex={-1}
        title={`${address}\n${check.words}.`}
        onKeyDown={onKeyDown}
        onDoubleClick={onEdit}
        onClick={(event) => {
          // A screen reader presses a button without keys or pointer.
          if (event.detail === 0) onEdit();
          else event.currentTarget.focus();
        }}
      >
        <Icon size={13} strokeWidth={1.6} aria-hidden />
        <span className="name" aria-hidden>
          {name || address}
        </span>
        <span className="visually-hidden">{[name, address, check.words].filter(Boolean).join(', ')}</span>
      </button>
      <button type="button" className="remove" tabIndex={-1} title={`Remove ${address}`} onClick={onRemove}>
        <X size={12} strokeWidth={1.6} aria-hidden />
        <span className="visually-hidden">Remove {address}</span>
      </button>
    </li>
  );
}

import Users from 'lucide-react/icons/users';
import type { Suggestion } from '../../shared/contract';
import { plural } from '../ui/format';

interface SuggestionListProps {
  id: string;
  list: readonly Suggestion[];
  at: number;
  onTake(suggestion: Suggestion): void;
}

export const optionId = (id: string, at: number) => `${id}-${at}`;

/** Whom the typed letters may stand for. The keys stay in the text field. */
export function SuggestionList({ id, list, at, onTake }: SuggestionListProps) {
  return (
    <div className="suggestions" id={id} role="listbox" aria-label="Suggestions">
      {list.map((suggestion, index) => {
        const { name, members, isGroup } = suggestion;
        const detail = isGroup ? plural(members.length, 'person', 'people') : (members[0]?.address ?? '');
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
          <div
            key={`${name} ${detail}`}
            id={optionId(id, index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            // Otherwise the field would be left, and what was typed be taken as it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(suggestion)}
          >
            {isGroup && <Users size={14} strokeWidth={1.6} aria-hidden />}
            {name !== '' && <b>{name}</b>}
            <span className={name === '' ? '' : 'dim'}>{detail}</span>
          </div>
        );
      })}
    </div>
  );
}

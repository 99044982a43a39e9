import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useRef, useState } from 'react';
import type { TypedAddress } from '../../shared/addresses';
import type { Suggestion } from '../../shared/contract';
import {
  atDomain,
  type ChipField,
  domainOf,
  edited,
  entryOf,
  finished,
  problemsOf,
  removed,
  restored,
  taken,
  typed,
} from './chip-field';
import { ChipList } from './chip-list';
import type { DomainCheck } from './domain-check';
import { isProblem, notAnAddress, RecipientProblems } from './recipient-problems';
import { optionId, SuggestionList } from './suggestion-list';
import { type Carried, type FieldName, fieldNames, type Recipients } from './use-recipients';
import { useSuggestions } from './use-suggestions';

const labels = { to: 'To', cc: 'Cc', bcc: 'Bcc' } as const;
/** A list whose name held "To" would be mistaken for the field. */
const listNames = { to: 'Recipients', cc: 'Cc recipients', bcc: 'Bcc recipients' } as const;

/** Where the focus goes once what was asked for is drawn: a chip by its address, or the text. */
export type Focus = { field: FieldName; address: string | null } | null;

interface AddressLineProps {
  name: FieldName;
  recipients: Recipients;
  checkOf(domain: string): DomainCheck;
  suggest(domain: string): string | null;
  focus: RefObject<Focus>;
  dragged: RefObject<Carried | null>;
}

/** One address field: a chip for everybody in it, then room to type the next. */
export function AddressLine({ name, recipients, checkOf, suggest, focus, dragged }: AddressLineProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [over, setOver] = useState(false);
  const field = recipients.fields[name];
  const { chips, editing } = field;
  const entry = entryOf(field);
  const suggestions = useSuggestions(
    entry,
    chips.map(({ address }) => address),
  );
  const apply = (work: (field: ChipField) => ChipField) => recipients.apply(name, work);
  const aim = (address: string | null) => {
    focus.current = { field: name, address };
  };
  const focusAt = (at: number) => {
    const chip = list.current?.querySelectorAll<HTMLElement>('.who')[at];
    (chip ?? input.current)?.focus();
  };

  useLayoutEffect(() => {
    if (focus.current?.field !== name) return;
    const { address } = focus.current;
    focus.current = null;
    const at = chips.findIndex((chip) => chip.address === address);
    focusAt(at < 0 ? chips.length : at);
    const end = input.current?.value.length ?? 0;
    if (at < 0 && editing) input.current?.setSelectionRange(end - editing.was.text.length, end);
  });

  const edit = (chip: TypedAddress) => {
    apply((now) => edited(now, chip));
    aim(null);
  };
  const remove = (chip: TypedAddress, next: TypedAddress | undefined) => {
    apply((now) => removed(now, chip));
    aim(next?.address ?? null);
  };
  const moveTo = (chip: TypedAddress, step: 1 | -1) => {
    const to = fieldNames[fieldNames.indexOf(name) + step];
    if (!to) return;
    recipients.move({ from: name, chip }, to);
    focus.current = { field: to, address: chip.address };
  };
  const take = ({ members }: Suggestion) => {
    suggestions.close();
    apply((now) => taken(now, members));
    aim(null);
  };
  /** @returns whether the key was for the list of suggestions */
  const suggestionKey = (event: KeyboardEvent): boolean => {
    const { list, at, move, close } = suggestions;
    const chosen = list[at];
    if (list.length === 0) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') close();
    else if (chosen && event.key === 'Enter') take(chosen);
    else if (chosen && event.key === 'Tab' && !event.shiftKey) {
      // The focus goes on, as Tab has it.
      suggestions.close();
      apply((now) => taken(now, chosen.members));
      return true;
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (suggestionKey(event)) return;
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const toChips =
      (event.key === 'Backspace' && value === '') ||
      (event.key === 'ArrowLeft' && selectionStart === 0 && selectionEnd === 0);
    if (event.key === 'Enter') {
      event.preventDefault();
      apply(finished);
    } else if (toChips && chips.length > 0 && !event.repeat) {
      event.preventDefault();
      focusAt(chips.length - 1);
    } else if (event.key === 'Escape' && editing) {
      event.stopPropagation();
      aim(editing.was.address);
      apply(restored);
    }
  };

  const wrong = problemsOf(field);
  const problems = chips
    .filter((chip) => isProblem(checkOf(domainOf(chip))))
    .map((chip) => {
      const { state, words } = checkOf(domainOf(chip));
      return {
        who: chip.address,
        words: `${words}.`,
        suggestion: state === 'missing' ? suggest(domainOf(chip)) : null,
        take(domain: string) {
          apply((now) => atDomain(now, chip, domain));
          aim(null);
        },
      };
    });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: chips are dropped here; Alt and an arrow moves them as well
    <div
      className={`line addresses ${over ? 'over' : ''}`}
      onDragOver={(event) => {
        if (!dragged.current || dragged.current.from === name) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!dragged.current) return;
        event.preventDefault();
        event.stopPropagation();
        recipients.move(dragged.current, name);
        dragged.current = null;
      }}
    >
      <label htmlFor={id}>{labels[name]}</label>
      <div className="chips">
        {chips.length > 0 && (
          <ChipList
            label={listNames[name]}
            chips={chips}
            list={list}
            checkOf={checkOf}
            onFocus={focusAt}
            onEdit={edit}
            onRemove={remove}
            onMove={moveTo}
            onDrag={(chip) => {
              dragged.current = chip && { from: name, chip };
            }}
          />
        )}
        <input
          id={id}
          ref={input}
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={field.text}
          aria-invalid={wrong.length > 0}
          aria-describedby={`${id}-problems${chips.length > 0 ? ` ${id}-keys` : ''}`}
          onChange={({ target: { value }, nativeEvent }) => {
            // A separator that an input method still works on is none yet.
            const composing = nativeEvent instanceof InputEvent && nativeEvent.isComposing;
            apply((now) => (composing ? { ...now, text: value, done: false } : typed(now, value)));
          }}
          onCompositionEnd={({ currentTarget: { value } }) => apply((now) => typed(now, value))}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text/plain');
            // A field of one line would run the lines of a list together.
            if (!/[\n,;，；、]/.test(pasted)) return;
            event.preventDefault();
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            const text = value.slice(0, selectionStart ?? 0) + pasted + value.slice(selectionEnd ?? 0);
            apply((now) => finished({ ...now, text }));
          }}
          onKeyDown={onKeyDown}
          onBlur={() => {
            suggestions.close();
            apply(finished);
          }}
          aria-autocomplete="list"
          aria-controls={suggestions.list.length > 0 ? `${id}-suggestions` : undefined}
          aria-activedescendant={suggestions.at >= 0 ? optionId(`${id}-suggestions`, suggestions.at) : undefined}
        />
        <span id={`${id}-keys`} hidden>
          The left arrow goes to the recipients. There Enter edits, Delete removes, Alt with an arrow up or down moves
          to another field.
        </span>
      </div>
      {suggestions.list.length > 0 && (
        <SuggestionList id={`${id}-suggestions`} list={suggestions.list} at={suggestions.at} onTake={take} />
      )}
      <RecipientProblems id={`${id}-problems`} problems={[...problems, ...wrong.map(notAnAddress)]} />
    </div>
  );
}

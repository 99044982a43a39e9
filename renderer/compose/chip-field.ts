import { formatAddress, parseAddresses, splitAddresses, type TypedAddress } from '../../shared/addresses';

/** An address field as it is edited: the addresses that stand, and the text that is none yet. */
export interface ChipField {
  chips: readonly TypedAddress[];
  text: string;
  /** Whether the text is meant to be whole; until then its last entry is not judged. */
  done: boolean;
  /** The chip whose text is being edited: it goes back to where it was. */
  editing: { at: number; was: TypedAddress; rest: string } | null;
}

export function fieldOf(value: string): ChipField {
  return finished({ chips: [], text: value, done: false, editing: null });
}

/** The form in which a draft keeps the field. The text comes last: an open quote in it would swallow what follows. */
export function textOf({ chips, text }: ChipField): string {
  return [...chips.map((chip) => chip.text), text.trim()].filter((entry) => entry !== '').join(', ');
}

/** The entries of the text that can't be addresses; one that is still being typed is not told that it is short. */
export function problemsOf({ text, done }: ChipField): TypedAddress[] {
  const entries = splitAddresses(text);
  return (done ? entries : entries.slice(0, -1)).flatMap(parseAddresses).filter(({ problem }) => problem !== '');
}

/** After a change by typing: what stands before a separator becomes a chip. */
export function typed(field: ChipField, text: string): ChipField {
  const before = splitAddresses(text);
  const last = before.pop() ?? '';
  const { good, bad } = judged(before);
  // As long as nothing leaves it the text stays as it is, to the last blank; only one after a comma leads to nothing.
  if (good.length === 0) return { ...field, text: text.trimStart(), done: false };
  return { ...withChips(field, good), text: [...bad, last].join(', '), done: false };
}

/** After Enter, or when the field is left: the last entry is whole as well. */
export function finished(field: ChipField): ChipField {
  const { good, bad } = judged(splitAddresses(field.text));
  if (good.length === 0 && bad.length === 0) return field.editing || field.text ? emptied(field) : field;
  return { ...withChips(field, good), text: bad.join(', '), done: true };
}

/** The entry that is being typed: what stands after the last separator. */
export const entryOf = ({ text }: ChipField) => splitAddresses(text).at(-1) ?? '';

/** These people take the place of the entry that was being typed. */
export function taken(field: ChipField, people: readonly { name: string; address: string }[]): ChipField {
  const before = splitAddresses(field.text).slice(0, -1);
  return finished({ ...field, text: [...before, ...people.map(formatAddress)].join(', ') });
}

export function added(field: ChipField, chip: TypedAddress): ChipField {
  return { ...withChips({ ...field, editing: null }, [chip]), editing: field.editing };
}

export function removed(field: ChipField, chip: TypedAddress): ChipField {
  return { ...field, chips: field.chips.filter((one) => one !== chip) };
}

/** The chip becomes text again. */
export function edited(field: ChipField, chip: TypedAddress): ChipField {
  const whole = finished(field);
  const at = whole.chips.indexOf(chip);
  const text = [whole.text, chip.text].filter((entry) => entry !== '').join(', ');
  return { ...removed(whole, chip), text, done: false, editing: { at, was: chip, rest: whole.text } };
}

/** The edit is given up. */
export function restored(field: ChipField): ChipField {
  if (!field.editing) return field;
  const { was, rest } = field.editing;
  return { ...withChips(field, [was]), text: rest, done: true };
}

/** The same person at another domain. */
export function atDomain(field: ChipField, chip: TypedAddress, domain: string): ChipField {
  const address = `${chip.address.slice(0, chip.address.lastIndexOf('@'))}@${domain}`;
  const next = chipOf({ ...chip, address, text: formatAddress({ name: chip.name, address }) });
  const chips = field.chips.map((one) => (one === chip ? next : one));
  return { ...field, chips: chips.filter((one) => one === next || !isSame(one, next)) };
}

export const domainOf = ({ address }: Pick<TypedAddress, 'address'>) =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const isSame = (one: TypedAddress, other: TypedAddress) => one.address.toLowerCase() === other.address.toLowerCase();
const emptied = (field: ChipField): ChipField => ({ ...field, text: '', done: false, editing: null });

function withChips(field: ChipField, more: readonly TypedAddress[]): ChipField {
  const at = field.editing?.at ?? field.chips.length;
  const chips = [...field.chips];
  let end = at;
  for (const chip of more) {
    if (chips.some((one) => isSame(one, chip))) continue;
    chips.splice(end, 0, chip);
    end += 1;
  }
  return { ...field, chips, editing: more.length > 0 ? null : field.editing };
}

function judged(entries: readonly string[]): { good: TypedAddress[]; bad: string[] } {
  const parsed = entries.flatMap(parseAddresses);
  return {
    good: parsed.filter(({ problem }) => problem === '').map(chipOf),
    bad: parsed.filter(({ problem }) => problem !== '').map(({ text }) => text),
  };
}

/** A chip's text can be followed by others: where a quote or a bracket was left open it is written anew. */
function chipOf(parsed: TypedAddress): TypedAddress {
  const safe = splitAddresses(`${parsed.text}, end`).length === 2;
  return safe ? parsed : { ...parsed, text: formatAddress(parsed) };
}

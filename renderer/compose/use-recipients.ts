import { useRef, useState } from 'react';
import type { TypedAddress } from '../../shared/addresses';
import type { DraftFields } from '../../shared/contract';
import { added, type ChipField, fieldOf, removed, textOf } from './chip-field';

export const fieldNames = ['to', 'cc', 'bcc'] as const;
export type FieldName = (typeof fieldNames)[number];
type Texts = Pick<DraftFields, FieldName>;

/** A chip on its way from the field it is in to another. */
export interface Carried {
  from: FieldName;
  chip: TypedAddress;
}

export interface Recipients {
  fields: Readonly<Record<FieldName, ChipField>>;
  apply(name: FieldName, work: (field: ChipField) => ChipField): void;
  move(carried: Carried, to: FieldName): void;
}

/** The three address fields; the draft gets them as text. */
export function useRecipients(draft: Texts, change: (part: Partial<Texts>) => void): Recipients {
  const [fields, setFields] = useState<Record<FieldName, ChipField>>(() => ({
    to: fieldOf(draft.to),
    cc: fieldOf(draft.cc),
    bcc: fieldOf(draft.bcc),
  }));
  // A key and the blur that it causes come before the next rendering.
  const latest = useRef(fields);

  const set = (part: Partial<Record<FieldName, ChipField>>) => {
    const before = latest.current;
    latest.current = { ...before, ...part };
    setFields(latest.current);
    const texts: Partial<Texts> = {};
    for (const name of fieldNames) {
      const value = textOf(latest.current[name]);
      if (value !== textOf(before[name])) texts[name] = value;
    }
    if (Object.keys(texts).length > 0) change(texts);
  };
  return {
    fields,
    apply: (name, work) => set({ [name]: work(latest.current[name]) }),
    move({ from, chip }, to) {
      if (from === to) return;
      set({ [from]: removed(latest.current[from], chip), [to]: added(latest.current[to], chip) });
    },
  };
}

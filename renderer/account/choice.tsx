import type { ReactNode } from 'react';

interface ChoiceProps {
  /** The group that a radio button belongs to; without one it is a box to tick. */
  name?: string;
  checked: boolean;
  tells: string;
  children: ReactNode;
  onChange(checked: boolean): void;
}

/** A control of the account form with a sentence that says what it does. */
export function Choice({ name, checked, tells, children, onChange }: ChoiceProps) {
  return (
    <div>
      <label className="row-line">
        <input
          type={name === undefined ? 'checkbox' : 'radio'}
          name={name}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{children}</span>
      </label>
      <p className="dim small">{tells}</p>
    </div>
  );
}

import { type Ref, useId } from 'react';
import { parseAddresses } from '../../shared/addresses';

interface AddressLineProps {
  label: 'To' | 'Cc' | 'Bcc';
  value: string;
  onChange(value: string): void;
  input?: Ref<HTMLInputElement>;
}

/** One address field; what is wrong in it is told below, with the recipients. */
export function AddressLine({ label, value, onChange, input }: AddressLineProps) {
  const id = useId();
  return (
    <div className="line">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="text"
        autoComplete="off"
        spellCheck={false}
        value={value}
        aria-invalid={parseAddresses(value).some(({ problem }) => problem !== '')}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

import type { DraftFields } from '../../shared/contract';

interface SendingOptionsProps {
  receipt: boolean;
  priority: DraftFields['priority'];
  onChange(part: Partial<Pick<DraftFields, 'receipt' | 'priority'>>): void;
}

/** What the message says besides its words: how urgent it is, and that its author wants to hear that it was read. */
export function SendingOptions({ receipt, priority, onChange }: SendingOptionsProps) {
  return (
    <div className="options">
      <label className="row-line">
        Priority
        <select
          className="field"
          value={priority}
          onChange={({ target: { value } }) =>
            onChange({ priority: value === 'high' ? 'high' : value === 'low' ? 'low' : 'normal' })
          }
        >
          <option value="normal">Normal</option>
          <option value="high">High</option>
          <option value="low">Low</option>
        </select>
      </label>
      <label className="row-line" title="Their mail programs ask them first, and many answer nothing.">
        <input type="checkbox" checked={receipt} onChange={({ target }) => onChange({ receipt: target.checked })} />
        Ask for a read receipt
      </label>
    </div>
  );
}

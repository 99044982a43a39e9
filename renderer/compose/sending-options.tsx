import type { DraftFields } from '../../shared/contract';

interface SendingOptionsProps {
  receipt: boolean;
  priority: DraftFields['priority'];
  /** Whether the servers on the way are to tell what became of it (DSN). */
  report: boolean;
  onChange(part: Partial<Pick<DraftFields, 'receipt' | 'priority'>>): void;
  onReport(wanted: boolean): void;
}

/** What the message says besides its words: how urgent it is, and what its author wants to hear of it. */
export function SendingOptions({ receipt, priority, report, onChange, onReport }: SendingOptionsProps) {
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
      <label
        className="row-line"
        title="Whether it was delivered, if the outgoing server can tell (DSN); if it can't, the message is not sent and says so"
      >
        <input type="checkbox" checked={report} onChange={({ target }) => onReport(target.checked)} />
        Ask for a delivery report
      </label>
    </div>
  );
}

import { useState } from 'react';
import { Dialog } from '../ui/dialog';
import { fieldValue, presetsAt, shownTime, timeOf } from './times';

/** When a message is to go. */
export function SendLater({ onChoose, onClose }: { onChoose(at: string): void; onClose(): void }) {
  const [now] = useState(() => new Date());
  const presets = presetsAt(now);
  const [value, setValue] = useState(() => fieldValue(presets[1]?.at ?? now));
  const at = timeOf(value, new Date());
  const choose = (time: Date) => {
    onClose();
    onChoose(time.toISOString());
  };
  return (
    <Dialog title="Send later" onClose={onClose}>
      <ul className="times" aria-label="Times">
        {presets.map((preset) => (
          <li key={preset.name}>
            <button type="button" className="button" onClick={() => choose(preset.at)}>
              {preset.name}
            </button>
            <span className="dim small">{shownTime(preset.at)}</span>
          </li>
        ))}
      </ul>
      <label className="labelled">
        <span>Date and time</span>
        <input
          className="field"
          type="datetime-local"
          value={value}
          min={fieldValue(now)}
          onChange={(event) => setValue(event.target.value)}
        />
      </label>
      <p className="dim small">It waits in the Outbox. If Posthorn is closed then, it goes at the next start.</p>
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="button primary" disabled={!at} onClick={() => at && choose(at)}>
          Send at this time
        </button>
      </div>
    </Dialog>
  );
}

import { call } from '../client';
import { useApp } from '../shell/state';

const intervals: [string, number | null][] = [
  ['Never', null],
  ['Each 64 s', 64],
  ['Each 5 min', 300],
  ['Each 17 min', 1_024],
  ['Each hour', 3_600],
];

/** Whether the clock is measured by itself, and when a person is told. */
export function ScheduleView() {
  const { settings } = useApp();
  const { clockEverySeconds, clockLimitMs } = settings;
  const known = intervals.some(([, seconds]) => seconds === clockEverySeconds);
  return (
    <section aria-label="Schedule">
      <h2>Measure by itself</h2>
      <div className="row-line schedule">
        <label className="labelled">
          <span>How often</span>
          <select
            className="field"
            value={String(clockEverySeconds)}
            onChange={({ target: { value } }) =>
              void call('settings.set', { clockEverySeconds: value === 'null' ? null : Number(value) })
            }
          >
            {intervals.map(([name, seconds]) => (
              <option key={name} value={String(seconds)}>
                {name}
              </option>
            ))}
            {!known && <option value={String(clockEverySeconds)}>Each {clockEverySeconds} s</option>}
          </select>
        </label>
        <label className="labelled">
          <span>Tell me when it is off by more than (ms)</span>
          <input
            className="field"
            type="number"
            min={1}
            max={86_400_000}
            placeholder="never"
            defaultValue={clockLimitMs ?? ''}
            onChange={({ target: { value, validity } }) => {
              if (validity.valid) void call('settings.set', { clockLimitMs: value === '' ? null : Number(value) });
            }}
          />
        </label>
      </div>
      <p className="dim">
        One question to each of your servers at a time, while Posthorn runs. More often than each 64 s would be a burden
        to servers that others use as well.
      </p>
    </section>
  );
}

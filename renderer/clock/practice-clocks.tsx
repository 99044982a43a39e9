import type { PracticeClock } from '../../shared/contract';
import { call } from '../client';

type Behaviour = PracticeClock['behaviour'];

const knobs: { name: keyof Omit<Behaviour, 'kiss'>; label: string; min: number; max: number }[] = [
  { name: 'aheadMs', label: 'ahead (ms)', min: -86_400_000, max: 86_400_000 },
  { name: 'driftPpm', label: 'drift (ppm)', min: -1_000, max: 1_000 },
  { name: 'thereMs', label: 'way there (ms)', min: 0, max: 1_000 },
  { name: 'backMs', label: 'way back (ms)', min: 0, max: 1_000 },
  { name: 'jitterMs', label: 'jitter (ms)', min: 0, max: 1_000 },
  { name: 'lossPercent', label: 'loss (%)', min: 0, max: 100 },
];
const kisses = ['DENY', 'RSTR', 'RATE'] as const;

/** What the practice servers do: a class sees here what makes a falseticker, and what an asymmetric path does. */
export function PracticeClocks({ clocks, offsetMs }: { clocks: PracticeClock[]; offsetMs: number }) {
  return (
    <section aria-label="Practice clocks">
      <h2>Practice servers</h2>
      <label className="labelled practice-offset">
        <span>Practice clock offset (ms)</span>
        <input
          className="field"
          type="number"
          step={100}
          defaultValue={offsetMs}
          onChange={(event) => {
            const value = event.target.valueAsNumber;
            if (Number.isFinite(value)) void call('practice.setClockOffset', { offsetMs: value });
          }}
        />
      </label>
      <div className="wide-table">
        <table aria-label="Practice servers">
          <thead>
            <tr>
              <th>Server</th>
              {knobs.map(({ name, label }) => (
                <th key={name}>{label}</th>
              ))}
              <th>kiss of death</th>
            </tr>
          </thead>
          <tbody>
            {clocks.map((clock, index) => (
              <Row key={clock.name} clock={clock} index={index} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="dim">
        The offset moves all of them, as if this computer's clock were wrong. The last one lies by 30 s until you tell
        it otherwise; let two lie alike, then three, and measure again.
      </p>
    </section>
  );
}

function Row({ clock: { name: server, endpoint, behaviour }, index }: { clock: PracticeClock; index: number }) {
  const set = (change: Partial<Behaviour>) =>
    void call('practice.setClock', { index, behaviour: { ...behaviour, ...change } });
  return (
    <tr>
      <th scope="row">
        {server} · {endpoint.host}:{endpoint.port}
      </th>
      {knobs.map(({ name, label, min, max }) => (
        <td key={name}>
          <input
            className="field knob"
            type="number"
            aria-label={`${server}: ${label}`}
            min={min}
            max={max}
            step="any"
            defaultValue={behaviour[name]}
            onChange={({ target: { valueAsNumber, validity } }) => {
              if (validity.valid && Number.isFinite(valueAsNumber)) set({ [name]: valueAsNumber });
            }}
          />
        </td>
      ))}
      <td>
        <select
          className="field"
          aria-label={`${server}: kiss of death`}
          value={behaviour.kiss ?? ''}
          onChange={({ target: { value } }) => set({ kiss: kisses.find((kiss) => kiss === value) ?? null })}
        >
          <option value="">none</option>
          {kisses.map((kiss) => (
            <option key={kiss}>{kiss}</option>
          ))}
        </select>
      </td>
    </tr>
  );
}

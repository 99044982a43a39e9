import type { TestStep } from '../../shared/contract';
import { Problem } from '../ui/problem';

const names: Record<TestStep['step'], string> = {
  'incoming.connect': 'Reach the incoming server',
  'incoming.tls': 'Encrypt, and check who it is',
  'incoming.login': 'Log in there',
  'incoming.maildrop': 'Look into the maildrop',
  'outgoing.connect': 'Reach the outgoing server',
  'outgoing.tls': 'Encrypt, and check who it is',
  'outgoing.login': 'Log in there',
};
const states: Record<TestStep['state'], [string, string]> = {
  running: ['', 'running'],
  ok: ['ok', 'works'],
  failed: ['bad', 'failed'],
  skipped: ['', 'not needed'],
};

/** Each step of the test with what came of it: the first that failed says why. */
export function TestSteps({ steps }: { steps: TestStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ul className="steps" aria-label="Steps">
      {steps.map(({ step, state, detail, error }) => (
        <li key={step}>
          <div className="row-line">
            <span className={`chip ${states[state][0]}`}>{states[state][1]}</span>
            <span>{names[step]}</span>
            <span className="dim small">{detail}</span>
          </div>
          {error && <Problem error={error} />}
        </li>
      ))}
    </ul>
  );
}

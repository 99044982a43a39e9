import type { MaildropEntry } from '../../shared/contract';
import { Confirm } from '../ui/dialog';
import { plural } from '../ui/format';

interface ConfirmApplyProps {
  marked: MaildropEntry[];
  onConfirm(): void;
  onClose(): void;
}

const mostNamed = 100;

/** Asks before QUIT, naming what would be gone for ever. */
export function ConfirmApply({ marked, onConfirm, onClose }: ConfirmApplyProps) {
  const onlyThere = marked.filter((entry) => entry.here !== 'whole');
  const here = marked.length - onlyThere.length;
  return (
    <Confirm
      title={onlyThere.length > 0 ? 'Delete what is nowhere else?' : 'Delete on the server?'}
      action="Apply and disconnect (QUIT)"
      onClose={onClose}
      onConfirm={onConfirm}
    >
      {here > 0 && (
        <p>
          {plural(here, 'marked message is', 'marked messages are')} deleted on the server; what was downloaded stays on
          this computer.
        </p>
      )}
      {onlyThere.length > 0 && (
        <>
          <p>
            {plural(onlyThere.length, 'marked message is', 'marked messages are')} only on the server, not on this
            computer, or with no more than the header. After QUIT they are gone for ever:
          </p>
          <ul className="going">
            {onlyThere.slice(0, mostNamed).map(({ number, subject, uidl }) => (
              <li key={number}>
                {number}, {subject || uidl}
              </li>
            ))}
            {onlyThere.length > mostNamed && <li>and {onlyThere.length - mostNamed} more</li>}
          </ul>
        </>
      )}
    </Confirm>
  );
}

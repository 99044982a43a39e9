import Check from 'lucide-react/icons/check';
import X from 'lucide-react/icons/x';
import type { TypedAddress } from '../../shared/addresses';

/** Who is meant, as Posthorn reads what was typed; what can't be an address says why. */
export function Recipients({ recipients }: { recipients: TypedAddress[] }) {
  if (recipients.length === 0) return null;
  return (
    <ul className="recipients" aria-label="Recipients">
      {recipients.map(({ text, name, address, problem }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same address may be typed twice
        <li key={index} className={problem ? 'wrong' : ''} title={address}>
          {problem ? (
            <X size={13} strokeWidth={1.6} role="img" aria-label="Not an address" />
          ) : (
            <Check size={13} strokeWidth={1.6} role="img" aria-label="Well formed" />
          )}
          {problem ? text : name || address}
          {problem && <span>{problem}</span>}
        </li>
      ))}
    </ul>
  );
}

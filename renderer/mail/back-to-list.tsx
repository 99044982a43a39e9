import ArrowLeft from 'lucide-react/icons/arrow-left';
import { hint } from '../actions';

/** Leads from a message to the list, where a window is too narrow for both. */
export function BackToList({ onBack }: { onBack(): void }) {
  return (
    <button
      type="button"
      className="button bare back"
      aria-label="Back to the list"
      title={hint('mail.back')}
      onClick={onBack}
    >
      <ArrowLeft size={15} strokeWidth={1.6} aria-hidden />
    </button>
  );
}

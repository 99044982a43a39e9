import type { AccountInput } from '../../shared/contract';
import { Choice } from './choice';

interface InboxFieldProps {
  inbox: AccountInput['inbox'];
  onChange(inbox: AccountInput['inbox']): void;
}

/** Where the mail of the account is shown. */
export function InboxField({ inbox, onChange }: InboxFieldProps) {
  return (
    <fieldset className="policy" role="radiogroup" aria-label="Show its mail in">
      <legend>Show its mail in</legend>
      <Choice
        name="inbox"
        checked={inbox === 'own'}
        onChange={() => onChange('own')}
        tells="Its messages stand by themselves, among the folders of this account."
      >
        Its own inbox
      </Choice>
      <Choice
        name="inbox"
        checked={inbox === 'common'}
        onChange={() => onChange('common')}
        tells="They stand together with those of all accounts that choose this, newest first. An answer is still sent from the account that the message came to."
      >
        The common inbox
      </Choice>
    </fieldset>
  );
}

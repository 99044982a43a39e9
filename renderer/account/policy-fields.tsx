import type { AccountInput, ReceivePolicy } from '../../shared/contract';
import { Choice } from './choice';

interface PolicyFieldsProps {
  input: Pick<AccountInput, 'deleteOnServer' | 'policy'>;
  onChange(change: Partial<AccountInput>): void;
}

/** What a session takes and what it does to the server, each control with a sentence that says so. */
export function PolicyFields({ input: { deleteOnServer, policy }, onChange }: PolicyFieldsProps) {
  const set = (change: Partial<ReceivePolicy>) => onChange({ policy: { ...policy, ...change } });
  return (
    <>
      <fieldset className="policy" role="radiogroup" aria-label="On the server, after a message was fetched">
        <legend>On the server, after a message was fetched</legend>
        <Choice
          name="after"
          checked={policy.afterDownload === 'keep'}
          onChange={() => set({ afterDownload: 'keep' })}
          tells="Nothing is deleted there: other programs still find everything."
        >
          Leave it
        </Choice>
        <Choice
          name="after"
          checked={policy.afterDownload === 'delete'}
          onChange={() => set({ afterDownload: 'delete' })}
          tells="Goes as soon as it is safe on this computer, at the end of the same session. So does what is here already."
        >
          Delete it
        </Choice>
        <Choice
          name="after"
          checked={policy.afterDownload === 'delete-after-days'}
          onChange={() => set({ afterDownload: 'delete-after-days' })}
          tells="Goes at the first connection after so many days here."
        >
          Delete it after{' '}
          <NumberField
            name="Days until a message is deleted on the server"
            value={policy.days}
            most={3_650}
            onChange={(days) => set({ afterDownload: 'delete-after-days', days })}
          />{' '}
          days
        </Choice>
      </fieldset>
      <fieldset className="policy">
        <legend>On the server, when I do something here</legend>
        <Choice
          checked={deleteOnServer}
          onChange={(checked) => onChange({ deleteOnServer: checked })}
          tells="DELE is sent for what lies in Trash. Taking it out of Trash before that takes it back."
        >
          Delete on the server what I delete here, at the next connection
        </Choice>
        <Choice
          checked={policy.deleteWhenMoved}
          onChange={(deleteWhenMoved) => set({ deleteWhenMoved })}
          tells="DELE is sent for what was archived or deleted, at the next connection."
        >
          The same with what I move out of the Inbox
        </Choice>
      </fieldset>
      <fieldset className="policy">
        <legend>How much, and when</legend>
        <Choice
          checked={policy.headersAboveKib !== null}
          onChange={(checked) => set({ headersAboveKib: checked ? 1_024 : null })}
          tells="Only TOP is sent for these. “Get the rest” fetches one whole; until then it is not deleted there."
        >
          Of messages above{' '}
          <NumberField
            name="KiB above which only the header is fetched"
            value={policy.headersAboveKib ?? 1_024}
            most={1_048_576}
            onChange={(headersAboveKib) => set({ headersAboveKib })}
          />{' '}
          KiB get the header first
        </Choice>
        <Choice
          checked={policy.mostPerSession !== null}
          onChange={(checked) => set({ mostPerSession: checked ? 500 : null })}
          tells="The others stay on the server until the next time."
        >
          Get at most{' '}
          <NumberField
            name="New messages in one session"
            value={policy.mostPerSession ?? 500}
            most={1_000_000}
            onChange={(mostPerSession) => set({ mostPerSession })}
          />{' '}
          new messages at a time
        </Choice>
        <Choice
          checked={policy.checkAtStart}
          onChange={(checkAtStart) => set({ checkAtStart })}
          tells="The maildrop is locked for the moment that this takes."
        >
          Get mail when Posthorn starts
        </Choice>
        <Choice
          checked={policy.checkEveryMinutes !== null}
          onChange={(checked) => set({ checkEveryMinutes: checked ? 15 : null })}
          tells="A server that asks for longer pauses between logins (LOGIN-DELAY) gets them."
        >
          Get mail every{' '}
          <NumberField
            name="Minutes between checks"
            value={policy.checkEveryMinutes ?? 15}
            most={1_440}
            onChange={(checkEveryMinutes) => set({ checkEveryMinutes })}
          />{' '}
          minutes
        </Choice>
      </fieldset>
    </>
  );
}

interface NumberFieldProps {
  name: string;
  value: number;
  most: number;
  onChange(value: number): void;
}

/** A whole number in the middle of a sentence. */
function NumberField({ name, value, most, onChange }: NumberFieldProps) {
  return (
    <input
      className="field count"
      type="number"
      aria-label={name}
      min={1}
      max={most}
      step={1}
      required
      value={value}
      onChange={({ target }) => {
        const typed = Math.round(target.valueAsNumber);
        if (typed >= 1 && typed <= most) onChange(typed);
      }}
    />
  );
}

import { isAddress } from '../../shared/addresses';
import type { AccountInput, Identity } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { Choice } from './choice';
import { ServerFields } from './server-fields';
import { WritingFields } from './writing-fields';

interface IdentityFieldsProps {
  input: Pick<AccountInput, 'writing' | 'identities' | 'identityPasswords' | 'outgoing'>;
  /** As they are saved, by which one tells whose password is known. */
  saved: readonly Identity[];
  onChange(change: Partial<AccountInput>): void;
}

/** Under which names the person writes, and how each begins and ends a message. */
export function IdentityFields({ input, saved, onChange }: IdentityFieldsProps) {
  const { writing, identities, identityPasswords, outgoing } = input;
  const set = (id: string, change: Partial<Identity>) =>
    onChange({ identities: identities.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  const add = () => {
    const id = crypto.randomUUID().slice(0, 8);
    onChange({ identities: [...identities, { id, name: '', address: '', writing: plainWriting, outgoing: null }] });
  };
  return (
    <>
      <fieldset className="policy">
        <legend>Writing</legend>
        <WritingFields writing={writing} onChange={(change) => onChange({ writing: { ...writing, ...change } })} />
      </fieldset>
      {identities.map((identity) => {
        const { id, name, address } = identity;
        const title = address.trim() === '' ? 'Identity' : `Identity ${address}`;
        return (
          <fieldset key={id} className="policy" aria-label={title}>
            <legend>{title}</legend>
            <div className="pair">
              <label className="labelled">
                <span>Name</span>
                <input className="field" value={name} onChange={(event) => set(id, { name: event.target.value })} />
              </label>
              <label className="labelled">
                <span>Address</span>
                <input
                  className="field"
                  value={address}
                  spellCheck={false}
                  required
                  aria-invalid={address !== '' && !isAddress(address.trim())}
                  onChange={(event) => set(id, { address: event.target.value })}
                />
              </label>
            </div>
            <WritingFields
              writing={identity.writing}
              onChange={(change) => set(id, { writing: { ...identity.writing, ...change } })}
            />
            <Choice
              checked={identity.outgoing !== null}
              onChange={(own) => set(id, { outgoing: own ? { ...outgoing, user: address.trim() } : null })}
              tells="Without this it goes out over the account's server."
            >
              Send over a server of its own
            </Choice>
            {identity.outgoing && (
              <>
                <ServerFields
                  kind="outgoing"
                  server={identity.outgoing}
                  onChange={(part) => identity.outgoing && set(id, { outgoing: { ...identity.outgoing, ...part } })}
                />
                <label className="labelled">
                  <span>Password of this server</span>
                  <input
                    className="field"
                    type="password"
                    role="textbox"
                    autoComplete="off"
                    placeholder={saved.find((one) => one.id === id)?.outgoing ? 'unchanged' : ''}
                    value={identityPasswords[id] ?? ''}
                    onChange={({ target }) =>
                      onChange({ identityPasswords: { ...identityPasswords, [id]: target.value } })
                    }
                  />
                </label>
              </>
            )}
            <div className="row-line">
              <button
                type="button"
                className="button bare danger"
                onClick={() => onChange({ identities: identities.filter((one) => one.id !== id) })}
              >
                Remove identity
              </button>
            </div>
          </fieldset>
        );
      })}
      <div className="row-line">
        <button type="button" className="button" onClick={add}>
          Add identity
        </button>
        <span className="dim small">Another name or address to write under from this account.</span>
      </div>
    </>
  );
}

/** What keeps these identities from being saved, or empty. */
export function wrongIdentity({ writing, identities }: Pick<AccountInput, 'writing' | 'identities'>): string {
  if (identities.some(({ address }) => !isAddress(address.trim()))) return 'An identity needs an address';
  const answers = [writing, ...identities.map((identity) => identity.writing)].map(({ replyTo }) => replyTo.trim());
  return answers.some((replyTo) => replyTo !== '' && !isAddress(replyTo)) ? 'Answers must go to one address' : '';
}

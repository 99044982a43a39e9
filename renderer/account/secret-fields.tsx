import type { AccountInput } from '../../shared/contract';
import { Choice } from './choice';

interface SecretFieldsProps {
  input: Pick<AccountInput, 'signIn' | 'password' | 'keepSecret'>;
  /** There is one of this kind already, which stays when the field is left empty. */
  known: boolean;
  noKeyring: boolean;
  onChange(change: Partial<AccountInput>): void;
}

/** What the account signs in with, and where that is kept. */
export function SecretFields({ input, known, noKeyring, onChange }: SecretFieldsProps) {
  const { signIn, password, keepSecret } = input;
  const token = signIn === 'token';
  // What was typed as the one must not be sent as the other.
  const choose = (kind: AccountInput['signIn']) => onChange({ signIn: kind, password: '' });
  return (
    <>
      <fieldset className="policy" role="radiogroup" aria-label="Sign in with">
        <legend>Sign in with</legend>
        <Choice
          name="sign-in"
          checked={!token}
          onChange={() => choose('password')}
          tells="The strongest login that the server offers is taken; many of them keep the password off the line."
        >
          Password
        </Choice>
        <Choice
          name="sign-in"
          checked={token}
          onChange={() => choose('token')}
          tells="A token is a key that your provider gives out in place of the password, for one use and for a while. Posthorn does not fetch tokens itself: paste one here, and a new one when it has run out. It is for getting mail and for sending it."
        >
          Access token (XOAUTH2, OAUTHBEARER)
        </Choice>
      </fieldset>
      <label className="labelled">
        <span>{token ? 'Access token' : 'Password'}</span>
        <input
          className="field"
          type="password"
          // A password field has no role of its own; this gives it the one that people look for.
          role="textbox"
          autoComplete={token ? 'off' : 'current-password'}
          placeholder={known ? 'unchanged' : ''}
          value={password}
          onChange={(event) => onChange({ password: event.target.value })}
        />
      </label>
      {noKeyring && (
        <fieldset className="keep" role="radiogroup" aria-label={token ? 'Keep the token' : 'Keep the password'}>
          <p className="dim">
            This system has no keyring that could encrypt the {token ? 'token' : 'password'}. Where should it be kept?
          </p>
          <label>
            <input
              type="radio"
              name="keep"
              checked={keepSecret !== 'file'}
              onChange={() => onChange({ keepSecret: 'quit' })}
            />{' '}
            Only until Posthorn quits
          </label>
          <label>
            <input
              type="radio"
              name="keep"
              checked={keepSecret === 'file'}
              onChange={() => onChange({ keepSecret: 'file' })}
            />{' '}
            In a file only you can read
          </label>
        </fieldset>
      )}
    </>
  );
}

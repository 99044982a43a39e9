import { type FormEvent, useState } from 'react';
import type { Account } from '../../shared/contract';
import { call } from '../client';

interface LoginStepProps {
  account: Account | null;
  encrypted: boolean;
  attempt(work: () => Promise<unknown>): Promise<void>;
  onWithout(): void;
}

/** AUTH, with what the account knows or with a name and a password that are used now and kept nowhere. */
export function LoginStep({ account, encrypted, attempt, onWithout }: LoginStepProps) {
  const own = account !== null && account.outgoing.user !== '';
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(() =>
      call('smtp.login', own ? { with: 'account', accountId: account.id } : { with: 'password', user, password }),
    );
    setPassword('');
  };
  return (
    <form onSubmit={submit}>
      <p>
        Logs in by the strongest mechanism that the server offers (SASL). The secret stands nowhere in the transcript.{' '}
        <span className="faint small">RFC 4954 §4</span>
      </p>
      {!encrypted && <p className="small dim">The line is not encrypted: what is sent can be read on the way.</p>}
      {!own && (
        <div className="row-line">
          <label className="labelled grow">
            <span>User name</span>
            <input
              className="field"
              value={user}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setUser(event.target.value)}
            />
          </label>
          <label className="labelled grow">
            <span>Password</span>
            <input
              className="field"
              type="password"
              role="textbox"
              value={password}
              autoComplete="off"
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
        </div>
      )}
      <div className="row-line">
        <button
          type="submit"
          className="button primary"
          disabled={!own && (user === '' || password === '')}
          title={!own && (user === '' || password === '') ? 'A user name and a password are needed' : undefined}
        >
          {own ? `Log in as ${account.outgoing.user}` : 'Log in'}
        </button>
        <button type="button" className="button" onClick={onWithout}>
          Go on without a login
        </button>
      </div>
    </form>
  );
}

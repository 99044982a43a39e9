import './account.css';
import { type FormEvent, useState } from 'react';
import type { Account, AccountInput, TestStep } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call, type RunningJob, start } from '../client';
import { Problem } from '../ui/problem';
import { say } from '../ui/toast';
import { useCall } from '../use-call';
import { emptyAccount, guessFrom } from './guess';
import { IdentityFields, wrongIdentity } from './identity-fields';
import { InboxField } from './inbox-field';
import { PolicyFields } from './policy-fields';
import { SecretFields } from './secret-fields';
import { ServerFields } from './server-fields';
import { TestSteps } from './test-steps';

function inputOf(account: Account | null): AccountInput {
  if (!account) return emptyAccount;
  const { practice: _practice, ...fields } = account;
  return { ...fields, password: '', identityPasswords: {} };
}

/** Why the form can't be used yet, or empty. */
function whatIsMissing(input: AccountInput, account: Account | null): string {
  const { address, incoming, outgoing, signIn, password } = input;
  if (!address.includes('@') || incoming.host === '' || outgoing.host === '')
    return 'An address and both servers are needed';
  const wrong = wrongIdentity(input);
  if (wrong) return wrong;
  if (password.trim() !== '' || signIn === account?.signIn) return '';
  if (signIn === 'token') return 'An access token is needed';
  return account ? 'A password is needed' : '';
}

/** Adds an account, or changes one. */
export function AccountForm({ account, onDone }: { account: Account | null; onDone(): void }) {
  const [input, setInput] = useState<AccountInput>(() => inputOf(account));
  const [steps, setSteps] = useState<TestStep[]>([]);
  const [testing, setTesting] = useState<RunningJob<'accounts.test'> | null>(null);
  const [error, setError] = useState<PosthornError>();
  const storage = useCall('accounts.secretStorage', {});
  const noKeyring = storage.data?.keyring === false;
  const missing = whatIsMissing(input, account);
  const complete = missing === '';

  const change = (part: Partial<AccountInput>) => setInput((all) => ({ ...all, ...part }));
  const setAddress = (address: string) => {
    const before = guessFrom(input.address);
    const now = guessFrom(address);
    const follow = (value: string, old: string, next: string) => (value === '' || value === old ? next : value);
    setInput((all) => ({
      ...all,
      address,
      incoming: {
        ...all.incoming,
        host: follow(all.incoming.host, before.pop, now.pop),
        user: follow(all.incoming.user, before.user, now.user),
      },
      outgoing: {
        ...all.outgoing,
        host: follow(all.outgoing.host, before.smtp, now.smtp),
        user: follow(all.outgoing.user, before.user, now.user),
      },
    }));
  };
  const toSave = (): AccountInput => ({
    ...input,
    keepSecret: noKeyring && input.keepSecret === 'keyring' ? 'quit' : input.keepSecret,
  });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const saved = await call('accounts.save', toSave());
      say(`${saved.address} is saved.`);
      onDone();
    } catch (thrown) {
      setError(asPosthornError(thrown));
    }
  };
  const test = async () => {
    setSteps([]);
    setError(undefined);
    const job = start('accounts.test', toSave(), (step) => {
      setSteps((all) => [...all.filter((one) => one.step !== step.step), step]);
    });
    setTesting(job);
    try {
      setSteps((await job.result).steps);
    } catch (thrown) {
      setError(asPosthornError(thrown));
    } finally {
      setTesting(null);
    }
  };
  return (
    <form aria-label="Account" className="account" onSubmit={(event) => void save(event)}>
      <div className="pair">
        <label className="labelled">
          <span>Your name</span>
          <input
            className="field"
            value={input.name}
            autoComplete="name"
            onChange={(event) => change({ name: event.target.value })}
          />
        </label>
        <label className="labelled">
          <span>Email address</span>
          <input
            className="field"
            value={input.address}
            autoComplete="email"
            spellCheck={false}
            required
            onChange={(event) => setAddress(event.target.value)}
          />
        </label>
      </div>
      <SecretFields input={input} known={account?.signIn === input.signIn} noKeyring={noKeyring} onChange={change} />
      <div className="servers">
        <ServerFields
          kind="incoming"
          server={input.incoming}
          onChange={(part) => change({ incoming: { ...input.incoming, ...part } })}
        >
          <label className="labelled wide">
            <span>Protocol</span>
            <select className="field" value={input.incoming.protocol} onChange={() => {}}>
              <option value="POP3">POP3</option>
            </select>
          </label>
        </ServerFields>
        <ServerFields
          kind="outgoing"
          server={input.outgoing}
          onChange={(part) => change({ outgoing: { ...input.outgoing, ...part } })}
        />
      </div>
      <IdentityFields input={input} saved={account?.identities ?? []} onChange={change} />
      <InboxField inbox={input.inbox} onChange={(inbox) => change({ inbox })} />
      <PolicyFields input={input} onChange={change} />
      {error && <Problem error={error.toJSON()} />}
      <TestSteps steps={steps} />
      <div className="row-line">
        {testing ? (
          <button type="button" className="button" onClick={testing.cancel}>
            Cancel
          </button>
        ) : (
          <button type="button" className="button" disabled={!complete} title={missing} onClick={() => void test()}>
            Test connection
          </button>
        )}
        <span className="grow" />
        <button type="button" className="button bare" onClick={onDone}>
          Back
        </button>
        <button type="submit" className="button primary" disabled={!complete} title={missing}>
          Save account
        </button>
      </div>
    </form>
  );
}

import './settings.css';
import { useState } from 'react';
import type { Account } from '../../shared/contract';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { AccountForm } from '../account/account-form';
import { AddressBookPanel } from '../address-book/address-book-panel';
import { call } from '../client';
import { setPaused } from '../outbox/outbox-bar';
import { go, isAt, useRoute } from '../shell/route';
import { useApp } from '../shell/state';
import { Confirm } from '../ui/dialog';
import { plural } from '../ui/format';
import { Problem } from '../ui/problem';
import { useCall } from '../use-call';
import { Spelling } from './spelling';

export default function SettingsScreen() {
  const { detail } = useRoute();
  const { accounts } = useApp();
  const account = accounts.find(({ id }) => id === detail) ?? null;
  if (detail === 'address-book') return <AddressBookPanel />;
  if (detail === 'new' || account) {
    const first = accounts.length === 0;
    return (
      <div className="panel" data-pane>
        <div className="bar">
          <h1>{account ? account.address : 'Add account'}</h1>
        </div>
        <div className="panel-body">
          <AccountForm
            key={detail}
            account={account}
            onDone={() => {
              if (isAt('settings', detail)) go(first ? 'mail' : 'settings');
            }}
          />
        </div>
      </div>
    );
  }
  return (
    <div className="panel" data-pane>
      <div className="bar">
        <h1>Settings</h1>
      </div>
      <div className="panel-body settings">
        <AccountList />
        <AddressBook />
        <Sending />
        <Spelling />
        <Appearance />
        <Certificates />
        <PracticeServers />
        <About />
      </div>
    </div>
  );
}

function AccountList() {
  const { accounts } = useApp();
  const [removing, setRemoving] = useState<Account | null>(null);
  return (
    <section aria-label="Accounts">
      <h2>Accounts</h2>
      <ul className="accounts">
        {accounts.map((account) => (
          <li key={account.id}>
            <div className="grow">
              <b>{account.practice ? 'Practice mailbox' : account.address}</b>
              <div className="dim small">
                {account.incoming.protocol} {account.incoming.host}, port {account.incoming.port} · SMTP{' '}
                {account.outgoing.host}, port {account.outgoing.port}
              </div>
            </div>
            {account.incoming.security === 'none' && !account.practice && (
              <span className="chip warn">not encrypted</span>
            )}
            {!account.practice && (
              <button type="button" className="button" onClick={() => go('settings', account.id)}>
                Edit
              </button>
            )}
            <button type="button" className="button bare danger" onClick={() => setRemoving(account)}>
              Remove
            </button>
          </li>
        ))}
        {accounts.length === 0 && <li className="dim">There is no account yet.</li>}
      </ul>
      <button type="button" className="button primary" onClick={() => go('settings', 'new')}>
        Add account
      </button>
      {removing && (
        <Confirm
          title={`Remove ${removing.address}?`}
          action="Remove account"
          onClose={() => setRemoving(null)}
          onConfirm={() => void call('accounts.remove', { id: removing.id })}
        >
          Its messages on this computer and its password are deleted for ever. What is on the server stays there.
        </Confirm>
      )}
    </section>
  );
}

function AddressBook() {
  const { data } = useCall('addressBook.list', {}, ['addressBook.changed']);
  return (
    <section aria-label="Address book">
      <h2>Address book</h2>
      <p className="dim">
        Whom you write to is kept on this computer, and suggested when you write again.{' '}
        {data && data.people.length + data.groups.length > 0
          ? `It holds ${plural(data.people.length, 'person', 'people')} and ${plural(data.groups.length, 'group')}.`
          : 'Nobody is in it yet.'}
      </p>
      <button type="button" className="button" onClick={() => go('settings', 'address-book')}>
        Open address book
      </button>
    </section>
  );
}

const undoTimes = [0, 5, 10, 30] as const;

function Sending() {
  const { settings } = useApp();
  return (
    <section aria-label="Sending">
      <h2>Sending</h2>
      <label className="labelled">
        <span>Time to undo</span>
        <select
          className="field"
          value={settings.undoSeconds}
          onChange={(event) => {
            const undoSeconds = undoTimes.find((seconds) => String(seconds) === event.target.value);
            if (undoSeconds !== undefined) void call('settings.set', { undoSeconds });
          }}
        >
          {undoTimes.map((seconds) => (
            <option key={seconds} value={seconds}>
              {seconds === 0 ? 'None: a message goes at once' : `${seconds} s`}
            </option>
          ))}
        </select>
      </label>
      <p className="dim">
        So long a message waits in the Outbox after Send. If Posthorn is closed before it went, it goes at the next
        start.
      </p>
      <label className="row-line">
        <input
          type="checkbox"
          checked={settings.writeIn === 'window'}
          onChange={(event) => void call('settings.set', { writeIn: event.target.checked ? 'window' : 'sheet' })}
        />
        Write each message in a window of its own
      </label>
      <label className="row-line">
        <input type="checkbox" checked={settings.outboxPaused} onChange={(event) => setPaused(event.target.checked)} />
        Pause the Outbox: nothing is sent by itself
      </label>
    </section>
  );
}

function Appearance() {
  const { settings } = useApp();
  const set = (change: Parameters<typeof call<'settings.set'>>[1]) => void call('settings.set', change);
  return (
    <section aria-label="Appearance and keys">
      <h2>Appearance and keys</h2>
      <label className="labelled">
        <span>Theme</span>
        <select
          className="field"
          value={settings.theme}
          onChange={(event) =>
            set({ theme: event.target.value === 'dark' ? 'dark' : event.target.value === 'light' ? 'light' : 'system' })
          }
        >
          <option value="system">As the system has it</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select>
      </label>
      <label className="labelled">
        <span>Rows of the list</span>
        <select
          className="field"
          value={settings.density}
          onChange={(event) => set({ density: event.target.value === 'compact' ? 'compact' : 'comfortable' })}
        >
          <option value="comfortable">Comfortable: sender, subject and first words</option>
          <option value="compact">Compact: sender and subject</option>
        </select>
      </label>
      <label className="row-line">
        <input
          type="checkbox"
          checked={settings.singleKeys}
          onChange={(event) => set({ singleKeys: event.target.checked })}
        />
        Single keys such as j, k and e (press ? for all of them)
      </label>
      <label className="labelled">
        <span>Who asks to be told that I read a message</span>
        <select
          className="field"
          value={settings.receipts}
          onChange={(event) => set({ receipts: event.target.value === 'never' ? 'never' : 'ask' })}
        >
          <option value="ask">Ask me each time</option>
          <option value="never">Is told nothing, and I am not asked</option>
        </select>
      </label>
    </section>
  );
}

function Certificates() {
  const { settings } = useApp();
  const [error, setError] = useState<PosthornError>();
  const pick = () =>
    call('settings.pickCaFile', {}).then(
      () => setError(undefined),
      (thrown: unknown) => setError(asPosthornError(thrown)),
    );
  return (
    <section aria-label="Certificates">
      <h2>Certificates</h2>
      <p className="dim">
        Servers are checked against the authorities that come with Posthorn and those of this system. A file of your own
        is added to them.
      </p>
      <div className="row-line">
        <span className="mono grow">{settings.caFile || 'no file'}</span>
        <button type="button" className="button" onClick={() => void pick()}>
          Choose file
        </button>
        {settings.caFile && (
          <button type="button" className="button bare" onClick={() => void call('settings.set', { caFile: '' })}>
            Leave out
          </button>
        )}
      </div>
      {error && <Problem error={error.toJSON()} />}
    </section>
  );
}

function PracticeServers() {
  const { practice } = useApp();
  const servers = practice.on ? (['pop3', 'smtp', 'ntp', 'dns'] as const) : [];
  return (
    <section aria-label="Practice servers">
      <h2>Practice servers</h2>
      <p className="dim">
        Mail, time and name servers inside Posthorn, for this computer alone. Everything works with them while you are
        offline.
      </p>
      <div className="row-line">
        <button
          type="button"
          className="button"
          onClick={() => void call(practice.on ? 'practice.stop' : 'practice.start', {})}
        >
          {practice.on ? 'Turn off' : 'Turn on'}
        </button>
        <span className="dim">
          {servers
            .map((name) => (practice.on ? `${name.toUpperCase()} ${practice[name].host}:${practice[name].port}` : ''))
            .join(' · ')}
        </span>
      </div>
    </section>
  );
}

function About() {
  const info = useCall('app.info', {});
  if (!info.data) return null;
  const { version, electron, chromium, node, platform, evaluationElectron, profile } = info.data;
  return (
    <section aria-label="About">
      <h2>About</h2>
      <p>
        Posthorn {version} · Electron {electron} · Chromium {chromium} · Node {node} · {platform}
      </p>
      {evaluationElectron && <p className="note warn">This Electron is an end-of-life build, for evaluation only.</p>}
      <p className="dim">
        Your mail, drafts and settings are in <span className="mono">{profile}</span>
      </p>
    </section>
  );
}

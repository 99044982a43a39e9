import './welcome.css';
import { useState } from 'react';
import { asPosthornError, type PosthornError } from '../../shared/errors';
import { call } from '../client';
import { go } from '../shell/route';
import { Horn } from '../ui/horn';
import { Problem } from '../ui/problem';

/** What a newcomer sees: two ways in. */
export default function Welcome() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<PosthornError>();
  const practise = async () => {
    setBusy(true);
    try {
      await call('practice.start', {});
    } catch (thrown) {
      setError(asPosthornError(thrown));
      setBusy(false);
    }
  };
  return (
    <div className="welcome" data-pane>
      <div>
        <Horn size={72} width={1.3} />
        <h1>Mail, with the network in view</h1>
        <p className="lead">Your messages stay on this computer. Every command that is sent for you can be read.</p>
        {error && <Problem error={error.toJSON()} />}
        <div className="cards">
          <section className="card">
            <h2>Add your account</h2>
            <p>Your address and password are enough for most providers. You see each step.</p>
            <button type="button" className="button primary" onClick={() => go('settings', 'new')}>
              Add account
            </button>
          </section>
          <section className="card">
            <h2>Try it offline</h2>
            <p>A practice mailbox with mail, time and name servers that run inside Posthorn.</p>
            <button type="button" className="button" disabled={busy} onClick={() => void practise()}>
              Open practice mailbox
            </button>
          </section>
        </div>
      </div>
    </div>
  );
}

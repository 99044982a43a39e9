import type { Account, SmtpSession } from '../../shared/contract';
import { explainAbility } from '../transcripts/explain/smtp';
import { plural } from '../ui/format';
import { Steps } from './steps';

interface OpenSmtpProps {
  session: SmtpSession;
  /** Whose server it is, if it is one of an account. */
  account: Account | null;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

/** An open session: what comes next on the way to a message sent, and what the server said of itself. */
export function OpenSmtp({ session, account, attempt }: OpenSmtpProps) {
  const { banner, hello, extensions, tls } = session;
  return (
    <>
      <section aria-label="Greeting" className="greeting">
        <span className="mono">{banner.join(' ')}</span>
        {tls && (
          <p className="dim small">
            {tls.cipher}; the certificate is for {tls.subject}, signed by {tls.issuer}.
          </p>
        )}
      </section>
      <Steps session={session} account={account} attempt={attempt} />
      {hello && (
        <section className="abilities">
          <h2>What the server can do</h2>
          {extensions.length === 0 ? (
            <p className="dim">
              {hello === 'HELO' ? 'Who says HELO is told of no extension.' : 'It announced no extension.'}
            </p>
          ) : (
            <table aria-label="Extensions">
              <thead>
                <tr>
                  <th>{plural(extensions.length, 'extension')}</th>
                  <th>As it says</th>
                  <th>What that means</th>
                </tr>
              </thead>
              <tbody>
                {extensions.map(({ keyword, parameters }) => (
                  <tr key={keyword}>
                    <th scope="row" className="mono">
                      {keyword}
                    </th>
                    <td className="mono">{parameters.join(' ')}</td>
                    <td>{explainAbility(keyword)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      )}
    </>
  );
}

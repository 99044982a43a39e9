import './smtp.css';
import Lock from 'lucide-react/icons/lock';
import LockOpen from 'lucide-react/icons/lock-open';
import { type ReactNode, useState } from 'react';
import { judgeSmtp } from '../../shared/commands/smtp';
import type { Security } from '../../shared/contract';
import { hint } from '../actions';
import { call } from '../client';
import { useKeys } from '../keys';
import { CommandLine } from '../server/command-line';
import { ConnectButtons } from '../server/connect-buttons';
import { SessionSide } from '../server/session-side';
import { useApp } from '../shell/state';
import { Problem } from '../ui/problem';
import { useAttempt } from '../use-attempt';
import { AnotherServer, type ServerInput } from './another-server';
import { OpenSmtp } from './open-smtp';
import { useSmtpSession } from './use-smtp-session';

const another = 'another';
/** Coming back to this screen finds what was chosen last; the session itself stays open meanwhile. */
let last: { choice: string; server: ServerInput } = {
  choice: '',
  server: { host: '', port: 587, security: 'starttls' },
};

/** @param tabs leads to the other protocols of this screen */
export function SmtpScreen({ tabs }: { tabs: ReactNode }) {
  const { accounts, settings } = useApp();
  const session = useSmtpSession();
  const [chosen, setChosen] = useState(last);
  const { error, attempt } = useAttempt();
  const account =
    chosen.choice === another ? null : (accounts.find(({ id }) => id === chosen.choice) ?? accounts[0] ?? null);
  const server: { host: string; port: number; security: Security } = account ? account.outgoing : chosen.server;
  const open = session?.state === 'open';
  const opening = session?.state === 'opening';
  const complete = server.host !== '';

  const choose = (change: Partial<typeof last>) => {
    last = { ...chosen, ...change };
    setChosen(last);
  };
  const connect = () => {
    const { host, port, security } = server;
    void attempt(() => call('smtp.open', { host, port, security }));
  };
  const drop = () => void attempt(() => call('smtp.drop', {}));
  const quit = () => void attempt(() => call('smtp.command', { line: 'QUIT', confirmed: true }));
  useKeys(
    {
      ...(open ? { 'smtp.quit': quit, 'smtp.drop': drop } : {}),
      ...(open && session.phase !== 'content'
        ? { 'smtp.command': () => document.getElementById('typed-command')?.focus() }
        : {}),
      ...(!open && !opening && complete ? { 'smtp.open': connect } : {}),
    },
    { singleKeys: settings.singleKeys, groups: ['SMTP'] },
  );
  const problem = session?.error ?? (error && error.code !== 'app.cancelled' ? error.toJSON() : null);
  return (
    <div className="panel">
      <div className="bar">
        <h1 className="visually-hidden">SMTP</h1>
        {tabs}
        <select
          className="field"
          aria-label="Outgoing server"
          value={account?.id ?? another}
          disabled={open || opening}
          title={open ? 'Disconnect to choose another' : undefined}
          onChange={(event) => choose({ choice: event.target.value })}
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.practice ? 'Practice server' : `${one.outgoing.host} (${one.address})`}
            </option>
          ))}
          <option value={another}>Another server</option>
        </select>
        {open && (
          <span className={session.tls ? 'chip ok' : 'chip warn'}>
            {session.tls ? <Lock size={12} aria-hidden /> : <LockOpen size={12} aria-hidden />}
            {session.tls ? `Encrypted, ${session.tls.version}` : 'Not encrypted'}
          </span>
        )}
        <span className="grow" />
        {open ? (
          <>
            <button type="button" className="button" title={hint('smtp.drop')} onClick={drop}>
              <span>
                Drop<span className="wide-only"> the line</span>
              </span>
            </button>
            <button
              type="button"
              className="button"
              title={hint('smtp.quit')}
              disabled={session.phase === 'content'}
              onClick={quit}
            >
              Disconnect (QUIT)
            </button>
          </>
        ) : (
          <ConnectButtons
            opening={opening}
            ready={complete}
            title={complete ? hint('smtp.open') : 'Name a server first'}
            onConnect={connect}
            onCancel={drop}
          />
        )}
      </div>
      <div className="server-screen">
        <div className="smtp">
          {!account && !open && <AnotherServer server={chosen.server} onChange={(to) => choose({ server: to })} />}
          {problem && <Problem error={problem} />}
          {open ? (
            <OpenSmtp key={session.sessionId} session={session} account={account} attempt={attempt} />
          ) : (
            !problem && (
              <div className="empty">
                <span>
                  {opening
                    ? `Connecting to ${session.peer}.`
                    : 'Connect to send a message by hand, one command after the other. Nothing is delivered before you end the message itself.'}
                </span>
              </div>
            )
          )}
        </div>
        <SessionSide protocol="SMTP" sessionId={session?.sessionId ?? ''}>
          {open && session.phase !== 'content' && (
            <CommandLine
              protocol="SMTP"
              examples="EHLO me, VRFY amy, HELP …"
              judge={judgeSmtp}
              send={(line, confirmed) => call('smtp.command', { line, confirmed })}
            />
          )}
        </SessionSide>
      </div>
    </div>
  );
}

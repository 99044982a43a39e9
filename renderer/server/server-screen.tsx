import './server.css';
import { type KeyboardEvent, useState } from 'react';
import { MaildropScreen } from '../maildrop/maildrop-screen';
import { SmtpScreen } from '../smtp/smtp-screen';

const names = { pop3: 'Maildrop', smtp: 'SMTP' };
type Tab = keyof typeof names;
const order: Tab[] = ['pop3', 'smtp'];

/** Coming back to this screen finds the side of it that was looked at last. */
let lastTab: Tab = 'pop3';

/** Sessions with a server that a person leads: what it holds (POP3), and how it takes mail (SMTP). */
export default function ServerScreen() {
  const [tab, setTab] = useState(lastTab);
  const choose = (chosen: Tab) => {
    lastTab = chosen;
    setTab(chosen);
  };
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    // Of two, either way leads to the other.
    choose(tab === 'pop3' ? 'smtp' : 'pop3');
    event.currentTarget.querySelector<HTMLElement>('[aria-selected="false"]')?.focus();
  };
  const tabs = (
    <div className="segments" role="tablist" aria-label="Protocol" onKeyDown={move}>
      {order.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={one === tab}
          tabIndex={one === tab ? 0 : -1}
          className={one === tab ? 'on' : ''}
          onClick={() => choose(one)}
        >
          {names[one]}
        </button>
      ))}
    </div>
  );
  return tab === 'pop3' ? <MaildropScreen tabs={tabs} /> : <SmtpScreen tabs={tabs} />;
}

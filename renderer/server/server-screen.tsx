import './server.css';
import { useState } from 'react';
import { MaildropScreen } from '../maildrop/maildrop-screen';
import { SmtpScreen } from '../smtp/smtp-screen';
import { Tabs } from '../ui/tabs';

const names = [
  ['pop3', 'Maildrop'],
  ['smtp', 'SMTP'],
] as const;
type Tab = (typeof names)[number][0];

/** Coming back to this screen finds the side of it that was looked at last. */
let lastTab: Tab = 'pop3';

/** Sessions with a server that a person leads: what it holds (POP3), and how it takes mail (SMTP). */
export default function ServerScreen() {
  const [tab, setTab] = useState(lastTab);
  const choose = (chosen: Tab) => {
    lastTab = chosen;
    setTab(chosen);
  };
  const tabs = <Tabs label="Protocol" tabs={names} value={tab} onChange={choose} />;
  return tab === 'pop3' ? <MaildropScreen tabs={tabs} /> : <SmtpScreen tabs={tabs} />;
}

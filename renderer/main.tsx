import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';
import { writtenHere } from './shell/route';
import { askForTheInbox } from './start';
import { system } from './ui/system';

const root = document.getElementById('root');
document.documentElement.dataset.system = system;
const asked = writtenHere() === null ? askForTheInbox() : Promise.resolve();
void asked.then(() => {
  if (root) createRoot(root).render(<App />);
});

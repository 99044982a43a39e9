import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';
import { writtenHere } from './shell/route';
import { askForTheInbox } from './start';

const root = document.getElementById('root');
const asked = writtenHere() === null ? askForTheInbox() : Promise.resolve();
void asked.then(() => {
  if (root) createRoot(root).render(<App />);
});

import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';
import { askForTheInbox } from './start';

const root = document.getElementById('root');
void askForTheInbox().then(() => {
  if (root) createRoot(root).render(<App />);
});

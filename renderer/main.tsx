// First, so that what it asks for is on its way while the rest of the program is taken in.
import { inboxAsked } from './start';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';
import { lookUpFaces } from './ui/faces';
import { system } from './ui/system';

const root = document.getElementById('root');
document.documentElement.dataset.system = system;
lookUpFaces();
void inboxAsked.then(() => {
  if (root) createRoot(root).render(<App />);
});

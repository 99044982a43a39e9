import ArrowRightLeft from 'lucide-react/icons/arrow-right-left';
import Clock from 'lucide-react/icons/clock';
import Mail from 'lucide-react/icons/mail';
import Network from 'lucide-react/icons/network';
import Server from 'lucide-react/icons/server';
import Settings from 'lucide-react/icons/settings';
import type { Screen } from '../../shared/screens';
import { hint } from '../actions';
import { Horn } from '../ui/horn';
import { hashOf } from './route';

const links = [
  ['mail', 'Mail', Mail],
  ['server', 'Server', Server],
  ['clock', 'Clock', Clock],
  ['dns', 'DNS', Network],
  ['wire', 'Wire', ArrowRightLeft],
  ['settings', 'Settings', Settings],
] as const;

export function Rail({ current }: { current: Screen }) {
  return (
    <nav className="rail" aria-label="Screens" data-pane>
      <Horn size={26} />
      {links.map(([screen, name, Icon]) => (
        <a
          key={screen}
          href={hashOf(screen)}
          aria-current={screen === current ? 'page' : undefined}
          title={hint(`screen.${screen}`)}
        >
          <Icon size={20} strokeWidth={1.6} aria-hidden />
          {name}
        </a>
      ))}
    </nav>
  );
}

import { Menu, type MenuItemConstructorOptions } from 'electron';

type Send = (action: string) => void;

/**
 * The application's menu. Its items name actions of the window, which knows what they do and when; the keys that the
 * window handles itself are shown here, not registered twice.
 */
export function setMenu(send: Send): void {
  const item = (label: string, action: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
    click: () => send(action),
  });
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('New message', 'compose.new', 'CmdOrCtrl+N'),
        item('Get mail', 'mail.receive', 'F5'),
        { type: 'separator' },
        item('Add account', 'accounts.add'),
        item('Practice servers', 'practice.toggle'),
        { type: 'separator' },
        process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Mail', 'screen.mail', 'CmdOrCtrl+1'),
        item('Server', 'screen.server', 'CmdOrCtrl+2'),
        item('Clock', 'screen.clock', 'CmdOrCtrl+3'),
        item('DNS', 'screen.dns', 'CmdOrCtrl+4'),
        item('Wire', 'screen.wire', 'CmdOrCtrl+5'),
        item('Settings', 'screen.settings', 'CmdOrCtrl+6'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { label: '&Help', submenu: [item('Commands', 'palette', 'CmdOrCtrl+K'), item('All keys', 'help.keys', '?')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

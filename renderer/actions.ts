/** A thing a person can do, declared once: buttons, keys, the palette and the list of keys are made from this. */
export interface Action {
  id: string;
  name: string;
  /** `Ctrl+N`, `g i`, `j`; the first one is shown. */
  keys: string[];
  /** Where it belongs in the list of keys. */
  group: 'Everywhere' | 'Mail' | 'Writing' | 'Server' | 'SMTP' | 'Clock' | 'DNS' | 'Wire';
}

const action = (group: Action['group'], id: string, name: string, ...keys: string[]): Action => ({
  group,
  id,
  name,
  keys,
});

export const actions: Action[] = [
  action('Everywhere', 'screen.mail', 'Go to Mail', 'Ctrl+1'),
  action('Everywhere', 'screen.server', 'Go to Server', 'Ctrl+2'),
  action('Everywhere', 'screen.clock', 'Go to Clock', 'Ctrl+3'),
  action('Everywhere', 'screen.dns', 'Go to DNS', 'Ctrl+4'),
  action('Everywhere', 'screen.wire', 'Go to Wire', 'Ctrl+5'),
  action('Everywhere', 'screen.settings', 'Go to Settings', 'Ctrl+6'),
  action('Everywhere', 'pane.next', 'Next pane', 'F6'),
  action('Everywhere', 'pane.previous', 'Previous pane', 'Shift+F6'),
  action('Everywhere', 'palette', 'Commands', 'Ctrl+K'),
  action('Everywhere', 'help.keys', 'All keys', '?'),
  action('Everywhere', 'undo', 'Undo', 'z', 'Ctrl+Z'),
  action('Everywhere', 'accounts.add', 'Add account'),
  action('Everywhere', 'practice.toggle', 'Practice servers on or off'),
  action('Everywhere', 'theme.toggle', 'Light or dark theme'),

  action('Mail', 'mail.receive', 'Get mail', 'F5', 'Ctrl+R'),
  action('Mail', 'mail.receiveAll', 'Get mail of all accounts', 'Ctrl+Shift+R'),
  action('Mail', 'mail.next', 'Next message', 'j', 'ArrowDown'),
  action('Mail', 'mail.previous', 'Previous message', 'k', 'ArrowUp'),
  action('Mail', 'mail.open', 'Open message', 'Enter', 'o'),
  action('Mail', 'mail.back', 'Back to the list', 'u', 'Escape'),
  action('Mail', 'mail.archive', 'Archive', 'e'),
  action('Mail', 'mail.delete', 'Delete', 'Delete', '#'),
  action('Mail', 'mail.star', 'Star', 's'),
  action('Mail', 'mail.read', 'Mark as read', 'Shift+I'),
  action('Mail', 'mail.unread', 'Mark as unread', 'Shift+U'),
  action('Mail', 'mail.select', 'Select', 'x'),
  action('Mail', 'mail.selectDown', 'Extend selection down', 'Shift+ArrowDown'),
  action('Mail', 'mail.selectUp', 'Extend selection up', 'Shift+ArrowUp'),
  action('Mail', 'mail.selectAll', 'Select all', 'Ctrl+A'),
  action('Mail', 'mail.search', 'Search mail', '/', 'Ctrl+F'),
  action('Mail', 'folder.inbox', 'Go to Inbox', 'g i'),
  action('Mail', 'folder.sent', 'Go to Sent', 'g s'),
  action('Mail', 'folder.drafts', 'Go to Drafts', 'g d'),
  action('Mail', 'folder.outbox', 'Go to Outbox', 'g o'),
  action('Mail', 'outbox.pause', 'Pause or resume the Outbox'),
  action('Mail', 'folder.trash', 'Go to Trash', 'g t'),
  action('Mail', 'mail.source', 'View source'),
  action('Mail', 'mail.route', 'Route', 'h'),

  action('Writing', 'compose.new', 'New message', 'c', 'Ctrl+N'),
  action('Writing', 'compose.reply', 'Reply', 'r'),
  action('Writing', 'compose.replyAll', 'Reply all', 'a'),
  action('Writing', 'compose.replyList', 'Reply to list', 'Shift+L'),
  action('Writing', 'compose.forward', 'Forward', 'f'),
  action('Writing', 'compose.send', 'Send', 'Ctrl+Enter'),
  action('Writing', 'compose.sendLater', 'Send later', 'Ctrl+Shift+Enter'),
  action('Writing', 'compose.attach', 'Attach files', 'Ctrl+Shift+A'),
  action('Writing', 'compose.save', 'Save draft', 'Ctrl+S'),
  action('Writing', 'compose.window', 'Write in its own window', 'Ctrl+Shift+O'),

  action('Server', 'maildrop.open', 'Connect', 'Ctrl+O'),
  action('Server', 'maildrop.next', 'Next message', 'j', 'ArrowDown'),
  action('Server', 'maildrop.previous', 'Previous message', 'k', 'ArrowUp'),
  action('Server', 'maildrop.first', 'First message', 'Home'),
  action('Server', 'maildrop.last', 'Last message', 'End'),
  action('Server', 'maildrop.preview', 'Preview (TOP)', 'Enter', 'o'),
  action('Server', 'maildrop.select', 'Select', 'x'),
  action('Server', 'maildrop.selectDown', 'Extend selection down', 'Shift+ArrowDown'),
  action('Server', 'maildrop.selectUp', 'Extend selection up', 'Shift+ArrowUp'),
  action('Server', 'maildrop.selectAll', 'Select all', 'Ctrl+A'),
  action('Server', 'maildrop.clear', 'Clear selection', 'Escape'),
  action('Server', 'maildrop.mark', 'Mark for deletion', 'd', 'Delete', '#'),
  action('Server', 'maildrop.unmark', 'Unmark', 'w'),
  action('Server', 'maildrop.reset', 'Undo all marks (RSET)', 'Shift+W'),
  action('Server', 'maildrop.download', 'Download', 'f'),
  action('Server', 'maildrop.save', 'Save as .eml', 'Ctrl+S'),
  action('Server', 'maildrop.filter', 'Filter maildrop', '/', 'Ctrl+F'),
  action('Server', 'maildrop.sort', 'Sort by the next column', 's'),
  action('Server', 'maildrop.keepOpen', 'Keep it open (NOOP)', 'n'),
  action('Server', 'maildrop.command', 'Type a POP3 command', ':'),
  action('Server', 'maildrop.drop', 'Disconnect without applying', 'Ctrl+Shift+D'),
  action('Server', 'maildrop.apply', 'Apply and disconnect (QUIT)', 'Ctrl+Enter'),
  action('SMTP', 'smtp.open', 'Connect', 'Ctrl+O'),
  action('SMTP', 'smtp.command', 'Type an SMTP command', ':'),
  action('SMTP', 'smtp.quit', 'Disconnect (QUIT)', 'Ctrl+Shift+Q'),
  action('SMTP', 'smtp.drop', 'Drop the line', 'Ctrl+Shift+D'),
  action('Clock', 'clock.measure', 'Measure now', 'm'),
  action('DNS', 'dns.focus', 'Name or address', 'Ctrl+L'),
  action('DNS', 'dns.trace', 'Trace from the root', 't'),
  action('DNS', 'dns.chain', 'Check the signatures (DNSSEC)', 'n'),
  action('DNS', 'dns.check', 'Check the domain', 'l'),
  action('DNS', 'dns.compare', 'Compare servers', 'p'),
  action('DNS', 'dns.message', 'See the octets of the answer', 'o'),
  action('Wire', 'wire.nextFailed', 'Next failed line', 'n'),
  action('Wire', 'wire.previousFailed', 'Previous failed line', 'p'),
];

export const actionById = new Map(actions.map((one) => [one.id, one]));

/** `Delete (#)`: the tooltip of a button that does this. */
export function hint(id: string): string {
  const found = actionById.get(id);
  const [key] = found?.keys ?? [];
  return found ? (key ? `${found.name} (${key})` : found.name) : '';
}

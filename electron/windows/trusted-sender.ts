import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { appOrigin } from './app-scheme';

/**
 * Only the top frame of our own page may call: a frame inside it holds what a stranger sent.
 * Electron's security checklist, rule 17.
 */
export function isTrustedSender({
  senderFrame,
  sender,
}: Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame' | 'sender'>): boolean {
  if (!senderFrame || senderFrame !== sender.mainFrame) return false;
  return senderFrame.url.startsWith(`${appOrigin}/`);
}

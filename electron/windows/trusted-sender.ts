import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';

type Sender = Pick<IpcMainEvent | IpcMainInvokeEvent, 'senderFrame' | 'sender'>;

/**
 * Only the top frame of our own page may call: a frame inside it holds what a stranger sent.
 * Electron's security checklist, rule 17.
 * @param page the address of that page
 */
export function trustOnly(page: string): (sender: Sender) => boolean {
  const origin = originOf(page);
  return ({ senderFrame, sender }) => {
    if (!senderFrame || senderFrame !== sender.mainFrame) return false;
    return senderFrame.url.startsWith(`${origin}/`);
  };
}

/** `URL` gives no origin for a scheme of our own. */
export function originOf(page: string): string {
  return /^[a-z]+:\/\/[^/]+/i.exec(page)?.[0] ?? page;
}

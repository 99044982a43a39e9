import { randomUUID } from 'node:crypto';

export interface StagedMessage {
  html: string;
  /** The reader asked for remote images. */
  images: boolean;
}

/** How many messages stay on the stage: a reader goes back and forth among few. */
const most = 8;

/** Sanitised HTML on its way from the window to the sandboxed frame, each under a name that can't be guessed. */
export class StagedMessages {
  private readonly byToken = new Map<string, StagedMessage>();

  /** @returns the address of the frame */
  add(message: StagedMessage): string {
    const token = randomUUID();
    this.byToken.set(token, message);
    for (const oldest of this.byToken.keys()) {
      if (this.byToken.size <= most) break;
      this.byToken.delete(oldest);
    }
    return `app://message/view/${token}`;
  }

  get(token: string): StagedMessage | undefined {
    return this.byToken.get(token);
  }

  /** Whether the frame at this address may load remote images. */
  allowsImages(url: string): boolean {
    const token = /^app:\/\/message\/view\/([^/?#]+)/.exec(url)?.[1];
    return token !== undefined && this.byToken.get(token)?.images === true;
  }
}

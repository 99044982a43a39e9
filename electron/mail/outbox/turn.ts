import type { Account } from '../../../shared/contract';
import type { Transcripts } from '../../wire';
import type { AccountCredentials } from '../accounts';
import { type Delivered, sendMany } from '../smtp';
import type { Letter } from './letter';

/** How far a turn has come with what goes on now. */
export type TurnStep = 'connecting' | 'securing' | 'login' | 'envelope' | 'data' | 'finishing';

/** What a sender's letters are sent with, over one connection. */
export interface Turn {
  /** As the identity sends from it. */
  account: Account;
  identityId: string;
  letters: readonly Letter[];
  signal: AbortSignal;
  /** Asked right before a letter is begun; no: it is passed over. */
  begins(letter: Letter): boolean;
  /** Resolves when it is durable that this letter may arrive from now on. Not a line of it is sent before. */
  opens(letter: Letter): Promise<void>;
  onSession(sessionId: string): void;
  onStep(step: TurnStep): void;
  onProgress(letter: Letter, octets: number): void;
  onDelivered(letter: Letter, delivered: Delivered): void;
}

/** Sends the letters of one sender; tests have one of their own. @throws what keeps all of them from being tried */
export type Transport = (turn: Turn) => Promise<void>;

export interface SmtpMeans {
  transcripts: Transcripts;
  credentials(from: Pick<Turn, 'account' | 'identityId'>): Promise<AccountCredentials>;
  trusted(): Promise<string[]>;
  /** Told how large a message a server takes; null: it names no limit. */
  onSizeLimit?: (server: Account['outgoing'], most: number | null) => void;
}

export function smtpTransport({ transcripts, credentials, trusted, onSizeLimit }: SmtpMeans): Transport {
  return async ({
    account,
    identityId,
    letters,
    signal,
    begins,
    opens,
    onSession,
    onStep,
    onProgress,
    onDelivered,
  }) => {
    const letterAt = (index: number): Letter => {
      const letter = letters[index];
      if (!letter) throw new RangeError(`there is no letter ${index}`);
      return letter;
    };
    await sendMany({
      ...account.outgoing,
      ...(await credentials({ account, identityId })),
      transcripts,
      ca: await trusted(),
      signal,
      onSizeLimit: (most) => onSizeLimit?.(account.outgoing, most),
      mailings: letters.map((letter) => ({
        envelope: letter.envelope,
        content: {
          ...letter.content,
          async *open() {
            await opens(letter);
            yield* letter.content.open();
          },
        },
      })),
      isWanted: (index) => begins(letterAt(index)),
      onSession,
      onStep,
      onProgress: (index, octets) => onProgress(letterAt(index), octets),
      onDelivered: (index, delivered) => onDelivered(letterAt(index), delivered),
    });
  };
}

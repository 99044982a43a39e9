import { fail } from '../../shared/errors';
import type { Mechanism, MechanismName } from './mechanism';

/** A mechanism without any proof of the server: what it says in each of its turns. */
interface Turns {
  name: MechanismName;
  clientFirst: boolean;
  turns: ((challenge: Buffer) => Buffer)[];
  /** The turn, counted from 0, in which the secret or a proof of it is told. */
  secretTurn: number;
}

/** Plays the turns in their order, and refuses a challenge after the last one. */
export function byTurns({ name, clientFirst, turns, secretTurn }: Turns): Mechanism {
  let taken = 0;
  const take = (challenge: Buffer): Buffer => {
    const turn = turns[taken];
    if (!turn)
      throw fail('sasl.bad-challenge', { mechanism: name, reason: 'it asked for more than the mechanism has' });
    taken += 1;
    return turn(challenge);
  };
  return {
    name,
    initial: () => (clientFirst ? take(Buffer.alloc(0)) : null),
    respond: take,
    finish() {},
    get proofGiven() {
      return taken > secretTurn;
    },
  };
}

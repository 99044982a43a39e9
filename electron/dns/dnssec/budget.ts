/** A zone asks for more work than anybody needs to check it. Never leaves this folder. */
export class TooMuchWork extends Error {
  override readonly name = 'TooMuchWork';
}

/** In all, for one question, whatever the zones on the way say (CVE-2023-50387). */
const MOST_VERIFICATIONS = 200;
/** Rounds of SHA-1 for NSEC3 (CVE-2023-50868). */
const MOST_HASH_ROUNDS = 15_000;

/** How much a validation may cost; a hostile zone can't make it more. */
export class Budget {
  verifications = 0;
  hashRounds = 0;

  takeVerification(): void {
    this.verifications += 1;
    if (this.verifications > MOST_VERIFICATIONS) throw new TooMuchWork('signatures');
  }

  takeHashRounds(rounds: number): void {
    this.hashRounds += rounds;
    if (this.hashRounds > MOST_HASH_ROUNDS) throw new TooMuchWork('NSEC3 hashes');
  }
}

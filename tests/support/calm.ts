const mostTries = 5;

/**
 * Measures a clock again, as long as it does not come out well: where others have the processors an answer is seen late, which
 * no clock can tell from a long way. @returns what was measured last
 */
export async function calm<T>(measure: () => Promise<T>, well: (measured: T) => boolean): Promise<T> {
  for (let tries = 1; ; tries++) {
    const measured = await measure();
    if (well(measured) || tries === mostTries) return measured;
  }
}

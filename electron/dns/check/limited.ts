/** The same, so many at a time; the others wait for their turn. */
export function limited<A extends readonly unknown[], R>(
  most: number,
  run: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (...args) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await run(...args);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

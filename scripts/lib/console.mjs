/**
 * Says that long work goes on: a clock on a terminal, a line every 15 s elsewhere.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @param {() => string} [detail] how far it is, shown behind the seconds
 * @returns {Promise<T>}
 */
export async function withProgress(what, work, detail = () => '') {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);
  const line = () => `${what} … ${seconds()} s${detail()}`;
  const terminal = process.stdout.isTTY === true;
  if (!terminal) console.log(`${what} …`);
  const timer = setInterval(
    () => {
      if (terminal) process.stdout.write(`\r\x1b[K${line()}`);
      else console.log(line());
    },
    terminal ? 500 : 15_000,
  );
  try {
    const result = await work();
    if (terminal) process.stdout.write('\r\x1b[K');
    console.log(`${what}: done in ${seconds()} s.`);
    return result;
  } catch (error) {
    if (terminal) process.stdout.write('\r\x1b[K');
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A failure whose message is all that a person needs: printed without a stack. */
export class PlainError extends Error {}

/** Ends the process with the error as a person should read it. */
export function exitWith(/** @type {unknown} */ error) {
  if (error instanceof PlainError) console.error(error.message);
  else console.error(error);
  process.exit(1);
}

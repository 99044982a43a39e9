/** An interval as NTP has it: a power of two in seconds. */
export function Power({ log2 }: { log2: number }) {
  return (
    <>
      2<sup>{String(log2).replace('-', '\u2212')}</sup> s
    </>
  );
}

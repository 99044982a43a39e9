import { Manners, type RefusalsFile } from '../../electron/clock/manners';

/** Manners towards servers of our own, which bear to be asked as fast as a test can; nothing is kept on the disk. */
export function quickManners(): Manners {
  let kept: Awaited<ReturnType<RefusalsFile['read']>> = {};
  const file: RefusalsFile = {
    read: async () => kept,
    write: async (value) => {
      kept = value;
    },
  };
  return new Manners(file, 1);
}

import type { ClockSource } from '../../shared/contract';

type Standing = ClockSource['standing'];

/** What became of a server in the selection: a word, and what it means. */
export const standings: Record<Standing, { word: string; meaning: string }> = {
  leading: { word: 'leads', meaning: 'a survivor, preferred for its low stratum and small root distance' },
  survivor: { word: 'survivor', meaning: 'agrees with the majority, and counts' },
  outlier: { word: 'outlier', meaning: 'does not contradict the majority, but scatters, so it does not count' },
  falseticker: { word: 'falseticker', meaning: 'its interval holds nothing that the majority holds: not believed' },
  unfit: { word: 'unfit', meaning: 'may be off by more than 1.5 s by its own word' },
  failed: { word: 'no answer', meaning: 'gave no time' },
};

/** Who is believed, or at least not contradicted. */
export const isTruthful = ({ standing }: Pick<ClockSource, 'standing'>) =>
  standing === 'leading' || standing === 'survivor' || standing === 'outlier';

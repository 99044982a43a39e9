// Unit tests run under Node 20, which has no navigator.
const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent;

/** The kind of system this runs on, as far as keys and faces differ. */
export const system: 'mac' | 'windows' | 'other' = agent.includes('Mac')
  ? 'mac'
  : agent.includes('Windows')
    ? 'windows'
    : 'other';

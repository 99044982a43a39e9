/** The MIME parser, loaded when the first message is taken apart: a start takes none apart, and its list waits for the rest. */
export const loadMime = () => import('../mime');

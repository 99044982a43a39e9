/** `The root`, `com.tw` */
export const zoneTitle = (zone: string): string => (zone === '.' ? 'The root' : plainName(zone));
/** The same within a sentence. */
export const plainName = (name: string): string => (name === '.' ? 'the root' : name.replace(/\.$/, ''));

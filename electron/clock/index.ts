/** The front door of the clock: a measurement against some NTP servers, the history of them, and the packet's codec. */
export { clockJson, historyCsv } from './export';
export { ClockHistory } from './history';
export { askKeeper } from './keeper';
export { tieLocalClock } from './local-clock';
export { Manners, refusalsSchema } from './manners';
export { measure } from './measure';
export { ntpFromUnixUs, ntpShortFromUs } from './ntp-time';
export type { Association } from './nts/association';
export { decodePacket, encodePacket, MODE_CLIENT, MODE_SERVER, type NtpPacket } from './packet';

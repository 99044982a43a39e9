/** The front door of the clock: one measurement against one NTP server, the history of them, and the packet's codec. */
export { measure } from './exchange';
export { ClockHistory } from './history';
export { tieLocalClock } from './local-clock';
export { ntpFromUnixUs, ntpShortFromUs } from './ntp-time';
export { decodePacket, encodePacket, MODE_CLIENT, MODE_SERVER, type NtpPacket } from './packet';

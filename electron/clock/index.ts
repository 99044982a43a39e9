/** The front door of the clock: one measurement against one NTP server, and the history of them. */
export { type Measured, type MeasureOptions, measure } from './exchange';
export { ClockHistory } from './history';
export { ntpFromUnixUs, ntpShortFromUs } from './ntp-time';
export { decodePacket, encodePacket, MODE_CLIENT, MODE_SERVER } from './packet';
export { clockSentence } from './sentence';

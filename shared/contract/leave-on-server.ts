/** Nothing changes on the server, and nothing happens unasked. */
export const leaveOnServer = {
  afterDownload: 'keep',
  days: 14,
  deleteWhenMoved: false,
  headersAboveKib: null,
  mostPerSession: null,
  checkAtStart: false,
  checkEveryMinutes: null,
} as const;

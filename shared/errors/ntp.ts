export const ntpErrors = {
  'ntp.silent': ({ server, seconds }: { server: string; seconds: number }) => ({
    happened: `No answer came from ${server} in ${seconds} s.`,
    safe: 'Your clock was not touched.',
    todo: 'UDP port 123 may be blocked on the way. Try another server or another network.',
  }),
  'ntp.kiss-of-death': ({ server, code, meaning }: { server: string; code: string; meaning: string }) => ({
    happened: `${server} turned the question away with the kiss code ${code}: ${meaning}.`,
    safe: 'Your clock was not touched, and no more questions were sent.',
    todo: code === 'RATE' ? 'It will be left alone for at least 15 minutes.' : 'Choose another server.',
  }),
  'ntp.refused-before': ({
    server,
    code,
    at,
    until,
  }: {
    server: string;
    code: string;
    at: string;
    until: string | null;
  }) => ({
    happened: `${server} was not asked: on ${at} it turned this computer away with the kiss code ${code}.`,
    safe: 'Your clock was not touched.',
    todo: until
      ? `It will be asked again after ${until}.`
      : 'Choose another server, or ask again if you know that it was a mistake.',
  }),
  'ntp.nts-refused': ({ server, reason }: { server: string; reason: string }) => ({
    happened: `No keys for authenticated time (NTS) could be agreed on with ${server}: ${reason}.`,
    safe: 'It was not asked for the time without them.',
    todo: 'Check that it offers NTS on this port, which is mostly 4460.',
  }),
  'ntp.unknown-name': ({ host }: { host: string }) => ({
    happened: `No address was found for the name ${host}.`,
    safe: 'Your clock was not touched.',
    todo: 'Check how it is spelt, and whether this computer is online.',
  }),
  'ntp.unsynchronised': ({ server, reason }: { server: string; reason: string }) => ({
    happened: `${server} answered that it does not know the time itself (${reason}).`,
    safe: 'Its answer was not used.',
    todo: 'Choose another server, or try again when this one has found its sources.',
  }),
  'ntp.bogus-origin': ({ server }: { server: string }) => ({
    happened: `What came back from ${server} does not belong to the question that was sent.`,
    safe: 'It was not used: it may be forged.',
    todo: 'Try again. If it stays so, choose another server or another network.',
  }),
  'ntp.malformed': ({ server, reason }: { server: string; reason: string }) => ({
    happened: `What came back from ${server} is not an answer of a time server: ${reason}.`,
    safe: 'It was not used.',
    todo: 'Check that the address and the port belong to an NTP server.',
  }),
  'ntp.clock-moved': (_: object) => ({
    happened: "This computer's clock was set while it was being measured.",
    safe: 'The measurement was not used.',
    todo: 'Measure again.',
  }),
};

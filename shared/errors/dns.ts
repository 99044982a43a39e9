export const dnsErrors = {
  'dns.no-answer': ({ server, seconds }: { server: string; seconds: number }) => ({
    happened: `No answer came from ${server} in ${seconds} s.`,
    safe: '',
    todo: "Check the server's address, or ask another one.",
  }),
  'dns.bad-name': ({ name, reason }: { name: string; reason: string }) => ({
    happened: `“${name}” can't be a name in DNS: ${reason}.`,
    safe: 'No question was sent.',
    todo: 'Correct the name.',
  }),
  'dns.unknown-type': ({ type }: { type: string }) => ({
    happened: `There is no record type “${type}”.`,
    safe: 'No question was sent.',
    todo: 'Use a name such as MX, or TYPE and a number, such as TYPE65.',
  }),
  'dns.bad-anchor': ({ record, reason }: { record: string; reason: string }) => ({
    happened: `“${record}” can't be a trust anchor: ${reason}.`,
    safe: 'The trust anchors are as they were.',
    todo: 'Give a DS or DNSKEY record with its zone, such as “. IN DS 20326 8 2 E06D44B8…”.',
  }),
  'dns.bad-subnet': ({ subnet }: { subnet: string }) => ({
    happened: `“${subnet}” is no range of addresses.`,
    safe: 'No question was sent.',
    todo: 'Write it as 192.0.2.0/24 or 2001:db8::/56.',
  }),
  'dns.malformed': ({ server, reason }: { server: string; reason: string }) => ({
    happened: `The answer of ${server} can't be read: ${reason}.`,
    safe: 'It was not used.',
    todo: 'Ask again over TCP, or ask another server.',
  }),
  'dns.http-status': ({ server, status }: { server: string; status: number }) => ({
    happened: `${server} answered with HTTP status ${status} instead of a DNS message.`,
    safe: 'Nothing of it was used.',
    todo: 'Check the path of the address; it often ends in /dns-query.',
  }),
  'dns.unreadable-file': ({ path }: { path: string }) => ({
    happened: `“${path}” can't be read.`,
    safe: 'No question was sent.',
    todo: 'Choose another file.',
  }),
  'dns.no-names': (_: object) => ({
    happened: 'No file with names was chosen.',
    safe: 'No question was sent.',
    todo: 'Choose a file, or paste names.',
  }),
  'dns.transfer-refused': ({ server, zone, rcode }: { server: string; zone: string; rcode: string }) => ({
    happened: `${server} does not hand out ${zone} (${rcode}).`,
    safe: 'Nothing was fetched.',
    todo: 'Most servers hand zones only to their secondaries: ask whoever runs it, or ask from an address that it allows.',
  }),
  'dns.bad-hints': (_: object) => ({
    happened: 'There is no address of a root server in it.',
    safe: 'The root servers stay as they were.',
    todo: 'Give each server a line, such as “a.root-servers.net. A 198.41.0.4”.',
  }),
  'dns.way-ended': ({ name, reason }: { name: string; reason: string }) => ({
    happened: `The way from the root to ${name} did not come to its end. ${reason}.`,
    safe: 'Nothing was remembered as an answer.',
    todo: 'The view “Trace” shows each question on the way. Ask a resolver, or try again later.',
  }),
  'dns.root-in-the-clear': ({ transport }: { transport: string }) => ({
    happened: `The servers of zones take questions over UDP and TCP, so nothing can be asked from the root over ${transport}.`,
    safe: 'No question was sent.',
    todo: 'Choose UDP or TCP, or a resolver that is asked over an encrypted line.',
  }),
  'dns.no-zone': ({ name }: { name: string }) => ({
    happened: `Nobody says which servers hold “${name}”.`,
    safe: 'None of them was asked.',
    todo: 'Correct the name, or choose another server to find them with.',
  }),
  'dns.no-practice': (_: object) => ({
    happened: 'The practice servers are off.',
    safe: 'No question was sent.',
    todo: 'Start them, or ask the servers of the world.',
  }),
  'dns.no-resolver': (_: object) => ({
    happened: 'This computer has no resolver set.',
    safe: 'No question was sent.',
    todo: 'Choose a server for the question.',
  }),
};

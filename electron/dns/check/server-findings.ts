import type { DomainFinding } from '../../../shared/contract/dns';
import { serialSentence } from '../compare/agreement';
import { formatName, isAtOrBelow, parseName, sameName } from '../names';
import { compareServers } from '../trace';
import { outcomeWords } from '../walk';
import { list, plainName, span } from '../words';
import type { OwnServer, OwnServers } from './own-servers';

const topic = 'Name servers';

/** What the domain's own servers say of it, and of each other, and the zone above of them. */
export function checkOwnServers(asked: OwnServers | { reason: string }, domain: string): DomainFinding[] {
  if ('reason' in asked) return [notAsked(asked.reason, domain)];
  const findings = [...checkDelegation(asked), ...checkAnswers(asked), ...checkOpenness(asked)];
  const holding = asked.servers.filter(({ state }) => state === 'answer');
  if (holding.length > 0 && findings.length === 0)
    findings.push({
      severity: 'good',
      topic,
      text: `Asked themselves, ${list(holding.map(labelOf(asked)))} ${holding.length === 1 ? 'answers' : 'all answer'} for ${nameOf(asked)}, at serial ${holding[0]?.serial ?? 0}.`,
      remedy: '',
      rfc: 'RFC 1034 §4.2.2',
    });
  return [...findings, ...checkTtls(asked)];
}

const notAsked = (reason: string, domain: string): DomainFinding => ({
  severity: 'note',
  topic,
  text: `${reason}, so the name servers of ${domain} could not be asked themselves.`,
  remedy:
    'Nothing follows from that for the domain. They are asked over UDP and TCP on port 53, which has to be let through.',
  rfc: 'RFC 1034 §5.3.3',
});

const nameOf = ({ zone }: OwnServers): string => plainName(formatName(zone));

/** With its address where it has several. */
const labelOf =
  ({ servers }: OwnServers) =>
  ({ name, address }: OwnServer): string =>
    servers.filter((one) => one.name === name).length > 1 ? `${plainName(name)} (${address})` : plainName(name);

/** Whether the zone above sends people to where the zone says that they should be (RFC 1034 §4.2.2). */
function checkDelegation(asked: OwnServers): DomainFinding[] {
  const { zone, above, own, addresses } = asked;
  if (!above) return [];
  const findings: DomainFinding[] = [];
  const without = above.filter((server) => server.addresses.length === 0 && isAtOrBelow(parseName(server.name), zone));
  if (without.length > 0)
    findings.push({
      severity: without.length === above.length ? 'error' : 'warning',
      topic,
      text: `${list(without.map(({ name }) => plainName(name)))} ${without.length === 1 ? 'serves' : 'serve'} ${nameOf(asked)} and ${without.length === 1 ? 'lies' : 'lie'} in it, and no glue says where ${without.length === 1 ? 'it is' : 'they are'}.`,
      remedy:
        'Its address can be asked of nobody but itself: have the zone above carry it, by the registrar of the domain.',
      rfc: 'RFC 1034 §4.2.1',
    });
  if (!own) return findings;
  for (const finding of compareServers(zone, above, own, addresses))
    findings.push({
      ...finding,
      topic,
      remedy: finding.rfc.startsWith('RFC 1912')
        ? 'Whoever comes from above is sent to the wrong place: have the glue changed by the registrar of the domain.'
        : 'Name the same servers in both: in the NS records of the zone, and with the registrar of the domain.',
    });
  return findings;
}

const faults: Partial<Record<OwnServer['state'], { remedy: string; rfc: string }>> = {
  lame: {
    remedy: 'It does not hold the zone: set it up there, or take it out of the NS records here and in the zone above.',
    rfc: 'RFC 1912 §2.8',
  },
  refused: {
    remedy:
      'It does not hold the zone, or not for everybody: set it up there, or take it out of the NS records here and in the zone above.',
    rfc: 'RFC 1912 §2.8',
  },
  servfail: {
    remedy: 'Its copy of the zone has expired or was never loaded: its log says why.',
    rfc: 'RFC 1912 §2.8',
  },
  'no-address': {
    remedy: 'Add its A record, or take it out of the NS records in the zone above.',
    rfc: 'RFC 1912 §2.8',
  },
  silent: {
    remedy:
      'Who is sent there waits in vain and tries the next: see whether it runs, and whether a firewall lets port 53 through.',
    rfc: 'RFC 2182 §3',
  },
};
const otherFault = { remedy: 'See what runs there: it does not speak DNS as it should.', rfc: 'RFC 1035 §4.1' };

/** Who of them holds the zone, and at which serial. */
function checkAnswers(asked: OwnServers): DomainFinding[] {
  const label = labelOf(asked);
  const zone = nameOf(asked);
  // Those without an address are told of by the zone's own list, and where they lie in it as glue that is missing.
  const isTold = ({ name }: OwnServer) =>
    isAtOrBelow(parseName(name), asked.zone) ||
    (asked.own ?? []).some((own) => sameName(parseName(own), parseName(name)));
  const known = asked.servers.filter((one) => one.state !== 'no-address' || !isTold(one));
  const reached = known.filter(({ state }) => state !== 'out-of-reach');
  const holding = reached.filter(({ state }) => state === 'answer');
  const useless = reached.filter(({ state }) => state !== 'answer');
  const does = ({ state }: OwnServer) => outcomeWords[state] ?? 'gives an answer that makes no sense';
  if (known.length === 0) return [];
  if (reached.length === 0)
    return [notAsked(`No way leads from here to ${list(known.map(({ address }) => address))}`, zone)];
  if (holding.length === 0)
    return [
      {
        severity: 'error',
        topic,
        text: `No name server of ${zone} answers for it: ${list(useless.map((one) => `${label(one)} ${does(one)}`))}.`,
        remedy: 'Nobody finds the domain, but by what was remembered of it. Have one of them hold the zone.',
        rfc: 'RFC 1912 §2.8',
      },
    ];
  const findings = useless.map((one): DomainFinding => {
    const { remedy, rfc } = faults[one.state] ?? otherFault;
    return {
      severity: 'warning',
      topic,
      text: `${label(one)} is named as a server of ${zone}, and ${does(one)}.`,
      remedy,
      rfc,
    };
  });
  const serials = serialSentence(holding.map((one) => ({ label: label(one), serial: one.serial })));
  if (serials !== '')
    findings.push({
      severity: 'warning',
      topic,
      text: `The name servers of ${zone} do not hold the same. ${serials}`,
      remedy:
        'Right after a change that is as it should be. If it stays so, the zone does not come over: look at NOTIFY, transfers and the log of the one that is behind.',
      rfc: 'RFC 1034 §4.3.5',
    });
  return findings;
}

/** Whether they do for anybody what they ought to do for some. */
function checkOpenness(asked: OwnServers): DomainFinding[] {
  const named = (servers: readonly OwnServer[]) => list(servers.map(labelOf(asked)));
  const recursive = asked.servers.filter((one) => one.recursive);
  const generous = asked.servers.filter((one) => one.handsOut);
  const findings: DomainFinding[] = [];
  if (recursive.length > 0)
    findings.push({
      severity: 'warning',
      topic,
      text: `${named(recursive)} ${recursive.length === 1 ? 'finds' : 'find'} out other names too for whoever asks (open recursion).`,
      remedy:
        'Such a server is used to flood others, and what it remembers can be forged: let it answer for its own zones alone. Where this computer is in its network, it may do so for that network only.',
      rfc: 'RFC 5358',
    });
  if (generous.length > 0)
    findings.push({
      severity: 'note',
      topic,
      text: `${named(generous)} ${generous.length === 1 ? 'hands' : 'hand'} out the whole zone to whoever asks (AXFR).`,
      remedy:
        'Anybody sees all names in it, and can keep the server busy with it. Mostly its other servers alone are let do that.',
      rfc: 'RFC 5936 §5',
    });
  return findings;
}

const [fiveMinutes, week] = [300, 604_800];

/** Whether what brings mail there is remembered for a sensible time. */
function checkTtls({ ttls }: OwnServers): DomainFinding[] {
  const told = (those: OwnServers['ttls']) => list(those.map(({ what, seconds }) => `${what} (${span(seconds)})`));
  const short = ttls.filter(({ seconds }) => seconds < fiveMinutes);
  const long = ttls.filter(({ seconds }) => seconds > week);
  const findings: DomainFinding[] = [];
  if (short.length > 0)
    findings.push({
      severity: 'note',
      topic: 'Zone',
      text: `Some records may be remembered for a short time only: ${told(short)}.`,
      remedy: 'Every delivery then waits for the name servers. An hour is usual.',
      rfc: 'RFC 1912 §2.2',
    });
  if (long.length > 0)
    findings.push({
      severity: 'note',
      topic: 'Zone',
      text: `Some records may be remembered for very long: ${told(long)}.`,
      remedy: 'When a server moves, mail goes to the old place for as long. A day is usual.',
      rfc: 'RFC 1912 §2.2',
    });
  return findings;
}

import type { DomainFinding } from '../../../shared/contract/dns';
import { type Lookup, textOf } from './lookup';

const topic = 'SPF';
/** RFC 7208 §4.6.4: more lookups than this, and the policy is void. */
const mostLookups = 10;
const mechanism = /^[+\-~?]?(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:/].*)?$/i;
const modifier = /^[a-z][a-z0-9._-]*=/i;

/** The texts of a domain that are a policy of SPF. */
async function policiesOf(lookup: Lookup, domain: string): Promise<string[]> {
  const { data } = await lookup.ask(domain, 'TXT');
  return data.map(textOf).filter((text) => /^v=spf1( |$)/i.test(text));
}

/** Who may send mail in the name of the domain (RFC 7208). */
export async function checkSpf(lookup: Lookup, domain: string): Promise<DomainFinding[]> {
  const policies = await policiesOf(lookup, domain);
  const [policy] = policies;
  if (policy === undefined)
    return [
      {
        severity: 'warning',
        topic,
        text: `${domain} does not say who may send mail for it (no SPF).`,
        remedy: 'Add a TXT record such as “v=spf1 mx -all”; a domain that sends none has “v=spf1 -all”.',
        rfc: 'RFC 7208 §3',
      },
    ];
  if (policies.length > 1)
    return [
      {
        severity: 'error',
        topic,
        text: `${domain} has ${policies.length} SPF policies, so none of them counts.`,
        remedy: 'Put them together into one record.',
        rfc: 'RFC 7208 §4.5',
      },
    ];
  const findings: DomainFinding[] = [];
  const terms = termsOf(policy);
  const strange = terms.filter((term) => !mechanism.test(term) && !modifier.test(term));
  if (strange.length > 0)
    findings.push({
      severity: 'error',
      topic,
      text: `SPF does not know “${strange[0]}”, and the whole policy is void for it.`,
      remedy: 'Look at its spelling.',
      rfc: 'RFC 7208 §4.6.1',
    });
  const all = terms.find((term) => /^[+\-~?]?all$/i.test(term));
  if (all && /^\+?all$/i.test(all))
    findings.push({
      severity: 'error',
      topic,
      text: 'SPF lets everybody send mail in the name of this domain (+all).',
      remedy: 'End the policy with “-all” or “~all”.',
      rfc: 'RFC 7208 §5.1',
    });
  else if (!all && !terms.some((term) => /^redirect=/i.test(term)))
    findings.push({
      severity: 'warning',
      topic,
      text: 'The SPF policy does not say what becomes of all others.',
      remedy: 'End it with “-all” or “~all”.',
      rfc: 'RFC 7208 §4.7',
    });
  if (terms.some((term) => /^[+\-~?]?ptr([:/]|$)/i.test(term)))
    findings.push({
      severity: 'note',
      topic,
      text: 'The SPF policy uses “ptr”, which is slow and should not be used.',
      remedy: 'Name the addresses.',
      rfc: 'RFC 7208 §5.5',
    });
  const counted: Counted = { lookups: 0, missing: [], loop: '' };
  await count(lookup, domain, policy, counted, []);
  if (counted.loop)
    findings.push({
      severity: 'error',
      topic,
      text: `SPF policies include each other in a circle (${counted.loop}), so none of them counts.`,
      remedy: 'Take one of the includes out.',
      rfc: 'RFC 7208 §4.6.4',
    });
  else if (counted.lookups > mostLookups)
    findings.push({
      severity: 'error',
      topic,
      text: `SPF needs ${counted.lookups} lookups, and after ${mostLookups} it is void.`,
      remedy: 'Name addresses in place of includes, or take out what is not used any more.',
      rfc: 'RFC 7208 §4.6.4',
    });
  if (counted.missing.length > 0)
    findings.push({
      severity: 'error',
      topic,
      text: `SPF includes ${counted.missing[0]}, which has no policy, and is void for it.`,
      remedy: 'Take that include out.',
      rfc: 'RFC 7208 §5.2',
    });
  if (findings.every(({ severity }) => severity === 'note'))
    findings.push({
      severity: 'good',
      topic,
      text: `SPF says who may send: ${policy} (${counted.lookups} of ${mostLookups} lookups).`,
      remedy: '',
      rfc: 'RFC 7208',
    });
  return findings;
}

const termsOf = (policy: string): string[] => policy.split(/ +/).slice(1).filter(Boolean);

interface Counted {
  lookups: number;
  missing: string[];
  /** A domain that is reached from itself, or empty. */
  loop: string;
}

/** What is far over the limit need not be counted to its end. */
const farTooMany = 4 * mostLookups;

/** Goes through what a policy includes, as a receiver would, and adds to what was counted. */
async function count(
  lookup: Lookup,
  domain: string,
  policy: string,
  counted: Counted,
  above: readonly string[],
): Promise<void> {
  const here = domain.toLowerCase();
  if (above.includes(here)) {
    counted.loop = domain;
    return;
  }
  for (const term of termsOf(policy)) {
    if (!/^[+\-~?]?(include:|a([:/]|$)|mx([:/]|$)|ptr([:/]|$)|exists:)|^redirect=/i.test(term)) continue;
    counted.lookups += 1;
    const target = /^(?:[+\-~?]?include:|redirect=)(.+)$/i.exec(term)?.[1];
    // A macro stands for something else with each message.
    if (!target || target.includes('%')) continue;
    if (counted.loop || counted.lookups > farTooMany) return;
    const [next] = await policiesOf(lookup, target);
    if (next === undefined) counted.missing.push(target);
    else await count(lookup, target, next, counted, [...above, here]);
  }
}

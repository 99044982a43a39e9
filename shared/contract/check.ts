import * as v from 'valibot';
import { fail } from '../errors';
import type { Contract } from '.';
import type { CallSpec, EventSpec, JobSpec, Schema } from './define';

/** What stands before the dot of a name. */
type ContractGroup = keyof Contract extends infer Name
  ? Name extends `${infer Before}.${string}`
    ? Before
    : never
  : never;
type Specs = Record<string, CallSpec | JobSpec | EventSpec>;

/** The schemas of a group are made when one of its names is first asked for: all of them at once would hold up a start. */
const groups: Record<ContractGroup, () => Promise<Specs>> = {
  app: async () => (await import('./app')).appCalls,
  accounts: async () => (await import('./accounts')).accountsCalls,
  addressBook: async () => (await import('./address-book')).addressBookCalls,
  clock: async () => (await import('./clock')).clockCalls,
  compose: async () => (await import('./compose')).composeCalls,
  dns: async () => ({ ...(await import('./dns')).dnsCalls, ...(await import('./dns-chain')).dnsChainCalls }),
  mail: async () => (await import('./mail')).mailCalls,
  maildrop: async () => (await import('./maildrop')).maildropCalls,
  outbox: async () => (await import('./outbox')).outboxCalls,
  practice: async () => (await import('./practice')).practiceCalls,
  settings: async () => (await import('./settings')).settingsCalls,
  smtp: async () => (await import('./smtp')).smtpCalls,
  wire: async () => (await import('./wire')).wireCalls,
};

/** Makes the schemas of these groups before they are needed. */
export async function prepare(names: readonly ContractGroup[]): Promise<void> {
  await Promise.all(names.map((name) => groups[name]()));
}

/** @throws `ipc.unknown-call` */
export async function specOf(
  name: unknown,
  kind: 'call' | 'job',
): Promise<{ name: string; args: Schema; result: Schema }> {
  const text = String(name);
  const group = text.slice(0, text.indexOf('.'));
  const specs = Object.hasOwn(groups, group) ? await groups[group as ContractGroup]() : {};
  const spec = Object.hasOwn(specs, text) ? specs[text] : undefined;
  if (!spec || spec.kind !== kind || !('args' in spec)) throw fail('ipc.unknown-call', { name: text });
  return { name: text, args: spec.args, result: spec.result };
}

/**
 * Parses one side of the contract.
 * @throws `ipc.invalid-argument`, `ipc.invalid-result`, which say which field is wrong
 */
export function parse<S extends Schema>(
  schema: S,
  value: unknown,
  name: string,
  side: 'argument' | 'result',
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  const text = path ? `${path}: ${issue.message}` : issue.message;
  throw fail(side === 'argument' ? 'ipc.invalid-argument' : 'ipc.invalid-result', { name, issue: text });
}

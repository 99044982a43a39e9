import { useState } from 'react';
import type { AskedDnsServer, AskedQuestion, DnsTransport, KeptDnsServer } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { call } from '../client';
import { useApp } from '../shell/state';
import { useCall } from '../use-call';

type FromRoot = NonNullable<AskedQuestion['fromRoot']>;

interface Choice {
  value: string;
  label: string;
  /** Null: the system's, or none where `fromRoot` says so. */
  server: KeptDnsServer | null;
  /** No resolver, but all servers from that root down. */
  fromRoot: FromRoot | null;
  kept: boolean;
}

const nameOf = (server: KeptDnsServer) => serverName(server, server.transport);

/** Values of choices that name no server, so no server is called so. */
const rootValues: Record<FromRoot, string> = { world: '@root', practice: '@practice' };

/** The servers that a question can go to, and how: the practice root, the system's, those of the settings, and those that were typed. */
export function useServers() {
  const { settings, practice } = useApp();
  const system = useCall('dns.resolvers', {}).data ?? [];
  const [value, setValue] = useState('');
  const [transport, setTransport] = useState<DnsTransport>('udp');
  /** Named after an `@` since the screen was opened. */
  const [typed, setTyped] = useState<KeptDnsServer[]>([]);
  const choiceOf = (server: KeptDnsServer, kept: boolean, label = nameOf(server)): Choice => ({
    value: nameOf(server),
    label,
    server,
    fromRoot: null,
    kept,
  });
  const rootChoice = (fromRoot: FromRoot, root: string): Choice => ({
    value: rootValues[fromRoot],
    label: `From ${root}, by Posthorn itself (UDP, TCP)`,
    server: null,
    fromRoot,
    kept: false,
  });
  const known: Choice[] = [
    ...(practice.on
      ? [
          choiceOf({ ...practice.dns, transport: 'udp' }, false, 'Practice root'),
          rootChoice('practice', 'the practice root'),
        ]
      : []),
    {
      value: 'system',
      label: `System${system[0] ? ` (${serverName(system[0])})` : ''}`,
      server: null,
      fromRoot: null,
      kept: false,
    },
    rootChoice('world', 'the root'),
    ...settings.dnsServers.map((one) => choiceOf(one, true)),
  ];
  const more = typed.map((one) => choiceOf(one, false));
  const choices = [...known, ...more.filter((one) => known.every((other) => other.value !== one.value))];
  const chosen = choices.find((one) => one.value === value) ?? choices[0];
  const choose = (name: string) => {
    setValue(name);
    setTransport(choices.find((one) => one.value === name)?.server?.transport ?? 'udp');
  };
  const isPractice = practice.on && (chosen?.fromRoot === 'practice' || chosen?.value === serverName(practice.dns));
  return {
    choices,
    chosen,
    choose,
    transport,
    setTransport,
    /** The chosen one; null: the system's, or none where `fromRoot` says so. */
    server: chosen?.server ?? null,
    fromRoot: chosen?.fromRoot ?? null,
    isPractice,
    /** Every one of them, each asked in its way: the chosen one by the transport that is chosen. */
    all: choices.flatMap((choice): AskedDnsServer[] => {
      if (choice.fromRoot) return [];
      const by = choice === chosen ? transport : (choice.server?.transport ?? 'udp');
      return (choice.server ? [choice.server] : system).map((server) => ({ ...server, transport: by }));
    }),
    /** The root that was typed: of the world that questions go to now. */
    addRoot(): FromRoot {
      const root = isPractice ? 'practice' : 'world';
      setValue(rootValues[root]);
      return root;
    },
    /** One that was typed, which is chosen by that. */
    add(server: KeptDnsServer): void {
      setTyped((all) => [...all.filter((one) => nameOf(one) !== nameOf(server)), server]);
      setValue(nameOf(server));
      setTransport(server.transport);
    },
    /** Whether the chosen one stays in the list after the next start. */
    keep(keeps: boolean): void {
      const { server } = chosen ?? {};
      if (!server) return;
      const others = settings.dnsServers.filter((one) => nameOf(one) !== nameOf(server));
      if (!keeps) setTyped((all) => [...all, server]);
      void call('settings.set', { dnsServers: keeps ? [...others, { ...server, transport }] : others });
      if (keeps) setValue(nameOf({ ...server, transport }));
    },
  };
}

import { useState } from 'react';
import type { AskedDnsServer, DnsTransport, KeptDnsServer } from '../../shared/contract';
import { serverName } from '../../shared/dns-servers';
import { call } from '../client';
import { useApp } from '../shell/state';
import { useCall } from '../use-call';

interface Choice {
  value: string;
  label: string;
  /** Null: the system's. */
  server: KeptDnsServer | null;
  kept: boolean;
}

const nameOf = (server: KeptDnsServer) => serverName(server, server.transport);

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
    kept,
  });
  const known: Choice[] = [
    ...(practice.on ? [choiceOf({ ...practice.dns, transport: 'udp' }, false, 'Practice root')] : []),
    { value: 'system', label: `System${system[0] ? ` (${serverName(system[0])})` : ''}`, server: null, kept: false },
    ...settings.dnsServers.map((one) => choiceOf(one, true)),
  ];
  const more = typed.map((one) => choiceOf(one, false));
  const choices = [...known, ...more.filter((one) => known.every((other) => other.value !== one.value))];
  const chosen = choices.find((one) => one.value === value) ?? choices[0];
  const choose = (name: string) => {
    setValue(name);
    setTransport(choices.find((one) => one.value === name)?.server?.transport ?? 'udp');
  };
  return {
    choices,
    chosen,
    choose,
    transport,
    setTransport,
    /** The chosen one; null: the system's. */
    server: chosen?.server ?? null,
    isPractice: practice.on && chosen?.value === serverName(practice.dns),
    /** Every one of them, each asked in its way: the chosen one by the transport that is chosen. */
    all: choices.flatMap((choice): AskedDnsServer[] => {
      const by = choice === chosen ? transport : (choice.server?.transport ?? 'udp');
      return (choice.server ? [choice.server] : system).map((server) => ({ ...server, transport: by }));
    }),
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

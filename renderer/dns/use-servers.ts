import { useState } from 'react';
import type { Endpoint } from '../../shared/contract';
import { useApp } from '../shell/state';
import { useCall } from '../use-call';
import { parseServer, serverName } from './parse-query';

/** The servers that a question can go to: the practice root, the system's, those of the settings, and those that were typed. */
export function useServers() {
  const { settings, practice } = useApp();
  const system = useCall('dns.resolvers', {}).data ?? [];
  const [value, choose] = useState('');
  /** Named after an `@` since the screen was opened. */
  const [typed, setTyped] = useState<string[]>([]);
  const known: { value: string; label: string }[] = [
    ...(practice.on ? [{ value: serverName(practice.dns), label: 'Practice root' }] : []),
    { value: 'system', label: `System${system[0] ? ` (${serverName(system[0])})` : ''}` },
    ...settings.dnsServers.map((one) => ({ value: serverName(one), label: serverName(one) })),
  ];
  const more = typed.filter((name) => known.every((one) => one.value !== name));
  const choices = [...known, ...more.map((name) => ({ value: name, label: name }))];
  const chosen = choices.some((one) => one.value === value) ? value : (choices[0]?.value ?? 'system');
  return {
    choices,
    chosen,
    choose,
    /** The chosen one; null: the system's. */
    endpoint: chosen === 'system' ? null : parseServer(chosen),
    isPractice: practice.on && chosen === serverName(practice.dns),
    /** Every one of them. */
    all: choices.flatMap((one) => (one.value === 'system' ? system : (parseServer(one.value) ?? []))),
    /** One that was typed, which is chosen by that. */
    add(server: Endpoint): void {
      const name = serverName(server);
      setTyped((all) => [...all.filter((one) => one !== name), name]);
      choose(name);
    },
  };
}

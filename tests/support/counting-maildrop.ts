import { scriptedServer } from './scripted-server';

/** A maildrop that tells of each thing it does, so that a client can be killed at any of them. */
export interface CountingMaildrop {
  port: number;
  /** What the server still holds, by UIDL. */
  messages: Map<string, string>;
  /** What it deleted, in the order of its deletions. */
  deleted: string[];
  /** Called before each answer, in the middle of each message, and at the deletions of QUIT. */
  onStep: (step: string) => void;
  close(): Promise<void>;
}

/** A POP3 server as simple as can be: PIPELINING, UIDL and TOP; one session at a time is what the test must see to. */
export async function startCountingMaildrop(): Promise<CountingMaildrop> {
  const messages = new Map<string, string>();
  const maildrop: Omit<CountingMaildrop, 'port' | 'close'> = { messages, deleted: [], onStep: () => {} };
  const server = await scriptedServer(async (say, next) => {
    const held = [...messages];
    const marked = new Set<string>();
    const list = (value: (uidl: string, raw: string) => string | number) =>
      `+OK\r\n${held.map(([uidl, raw], index) => `${index + 1} ${value(uidl, raw)}\r\n`).join('')}.\r\n`;
    say('+OK ready\r\n');
    for (let line = await next(); line !== null; line = await next()) {
      const [verb = '', argument = ''] = line.split(' ');
      const [uidl, raw] = held[Number(argument) - 1] ?? ['', ''];
      maildrop.onStep(verb);
      if (verb === 'CAPA') say('+OK\r\nPIPELINING\r\nUIDL\r\nTOP\r\n.\r\n');
      else if (verb === 'STAT') say(`+OK ${held.length} ${held.reduce((sum, [, one]) => sum + one.length, 0)}\r\n`);
      else if (verb === 'LIST') say(list((_uidl, one) => one.length));
      else if (verb === 'UIDL') say(list((one) => one));
      else if (verb === 'RETR') {
        say(`+OK\r\n${raw.slice(0, raw.length / 2)}`);
        maildrop.onStep('half a message');
        say(`${raw.slice(raw.length / 2)}.\r\n`);
      } else if (verb === 'DELE') {
        marked.add(uidl);
        say('+OK\r\n');
      } else if (verb === 'QUIT') {
        for (const one of marked) {
          messages.delete(one);
          maildrop.deleted.push(one);
        }
        maildrop.onStep('deleted');
        say('+OK bye\r\n');
      } else say('+OK\r\n');
    }
  });
  return Object.assign(maildrop, { port: server.port, close: server.close });
}

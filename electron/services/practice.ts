import { join } from 'node:path';
import type { Args, PracticeStatus } from '../../shared/contract';
import { plainWriting } from '../../shared/contract/accounts';
import { leaveOnServer } from '../../shared/contract/leave-on-server';
import type { Practice } from '../practice';
import type { Context } from './context';

/** The account that the practice servers come with keeps one id, so that its mail is found again. */
const practiceAccountId = 'practice';

/** The practice servers: off unless asked for. */
export function practiceServices({ profile, accounts, emit }: Context) {
  let running: Promise<Practice> | null = null;
  const statusOf = (practice: Practice): PracticeStatus => ({
    on: true,
    accountId: practiceAccountId,
    ...practice.endpoints,
    clocks: practice.clocks,
    clockOffsetMs: practice.clockOffsetMs,
  });
  const status = async (): Promise<PracticeStatus> => (running ? statusOf(await running) : { on: false });
  const changed = async (): Promise<PracticeStatus> => {
    const now = await status();
    emit('practice.changed', now);
    // Other measurements are told now.
    emit('clock.changed', {});
    return now;
  };

  /** The ports are others at each start, so the account is written anew. */
  const start = async (): Promise<PracticeStatus> => {
    if (running) return status();
    running = import('../practice').then(({ startPractice }) => startPractice({ dir: join(profile, 'practice') }));
    const known = accounts.list().find(({ id }) => id === practiceAccountId);
    try {
      const { endpoints, user, password, address } = await running;
      const { host, port } = endpoints.pop3;
      await accounts.save(
        {
          id: practiceAccountId,
          name: 'Amy Chen',
          address,
          incoming: { protocol: 'POP3', host, port, security: 'none', user, language: null },
          outgoing: { ...endpoints.smtp, security: 'none', user },
          deleteOnServer: true,
          policy: known?.policy ?? leaveOnServer,
          signIn: 'password',
          inbox: 'own',
          writing: known?.writing ?? plainWriting,
          identities: known?.identities ?? [],
          keepSecret: 'quit',
          password,
          identityPasswords: {},
        },
        { practice: true },
      );
      emit('accounts.changed', {});
      return await changed();
    } catch (error) {
      running = null;
      throw error;
    }
  };
  const stop = async (): Promise<PracticeStatus> => {
    const practice = await running;
    running = null;
    await practice?.close();
    return changed();
  };

  return {
    isOn: () => running !== null,
    start,
    stop,
    /** They, while they run. */
    running: async () => running,
    calls: {
      'practice.status': status,
      'practice.start': start,
      'practice.stop': stop,
      async 'practice.setClockOffset'({ offsetMs }: Args<'practice.setClockOffset'>) {
        (await running)?.setClockOffset(offsetMs);
        return changed();
      },
      async 'practice.setClock'({ index, behaviour }: Args<'practice.setClock'>) {
        (await running)?.setClock(index, behaviour);
        return changed();
      },
    },
  };
}

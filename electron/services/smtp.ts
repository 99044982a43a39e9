import type { Args } from '../../shared/contract';
import type { SmtpByHand } from '../mail/smtp';
import type { Context } from './context';

/** The SMTP session that a person drives. Its protocol comes when it is first asked for. */
export function smtpServices({ accounts, transcripts, emit, trusted }: Context) {
  let made: Promise<SmtpByHand> | null = null;
  const session = () => {
    made ??= import('../mail/smtp').then(
      ({ SmtpByHand }) => new SmtpByHand((changed) => emit('smtp.changed', changed)),
    );
    return made;
  };
  return {
    calls: {
      'smtp.get': async () => (await session()).current,
      async 'smtp.open'(server: Args<'smtp.open'>) {
        await (await session()).open({ ...server, transcripts, ca: await trusted() });
      },
      'smtp.command': async ({ line, confirmed }: Args<'smtp.command'>) => (await session()).command(line, confirmed),
      async 'smtp.login'(how: Args<'smtp.login'>) {
        const byHand = await session();
        if (how.with === 'password') return byHand.login({ user: how.user, password: how.password });
        const { account, credentials } = await accounts.sender(how.accountId, '');
        await byHand.login({ user: account.outgoing.user, ...credentials });
      },
      'smtp.content': async ({ text }: Args<'smtp.content'>) => (await session()).content(text),
      'smtp.drop': async () => (await session()).drop(),
    },
    async drop(): Promise<void> {
      (await made)?.drop();
    },
  };
}

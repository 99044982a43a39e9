import type { Args } from '../../shared/contract';
import { fail } from '../../shared/errors';
import type { Context } from './context';

const external = ['http:', 'https:', 'mailto:'];

/** @param dropMaildrops ends the sessions that keep the program from closing */
export function appCalls({ platform, emit }: Pick<Context, 'platform' | 'emit'>, dropMaildrops: () => void) {
  return {
    'app.info': () => platform.info,
    async 'app.openExternal'({ url }: { url: string }) {
      const parsed = URL.canParse(url) ? new URL(url) : null;
      if (!parsed || !external.includes(parsed.protocol)) throw fail('app.bad-link', { url });
      await platform.openExternal(parsed.href);
    },
    'app.show'(place: Args<'app.show'>) {
      platform.showMain();
      emit('app.shown', place);
    },
    'app.leave'() {
      dropMaildrops();
      platform.leave();
    },
  };
}

import type { Args, ClockOffset, Endpoint } from '../../shared/contract';
import type { Lines } from '../dns';
import type { JobContext } from '../ipc';
import type { Practice } from '../practice';
import type { Context } from './context';
import { saveFile } from './save-file';

type ChainContext = Pick<Context, 'transcripts' | 'settings' | 'trusted'> & {
  platform: Pick<Context['platform'], 'pickSavePath'>;
};

export type OffsetAt = (atMs: number) => Promise<ClockOffset | null>;

/**
 * Chains of trust of DNS.
 * @param practice the practice servers, while they run
 * @param offsetAt how far this computer's clock was off when it showed that time
 * @param lines those that are kept to servers
 */
export function dnsChainServices(
  { transcripts, settings, trusted, platform }: ChainContext,
  practice: () => Promise<Practice | null>,
  offsetAt: OffsetAt,
  lines: () => Promise<Lines>,
) {
  const currentAnchors = async (): Promise<readonly string[]> => {
    const { rootAnchors } = await import('../dns');
    return settings.current.dnsAnchors.length > 0 ? settings.current.dnsAnchors : rootAnchors;
  };
  /**
   * Whether this server is that of the practice world, what is believed without proof where it is asked, and what its signatures are
   * held against. The practice servers have a root of their own, and sign by this computer's clock.
   */
  const believedOf = async ({ host, port }: Endpoint) => {
    const practised = await practice();
    const dns = practised?.endpoints.dns;
    if (practised && dns?.host === host && dns.port === port)
      return { practised: true, anchors: [practised.trustAnchor], clockOffsetMs: 0 };
    const known = await offsetAt(Date.now());
    return { practised: false, anchors: await currentAnchors(), clockOffsetMs: (known?.offsetUs ?? 0) / 1000 };
  };
  return {
    believedOf,
    calls: {
      async 'dns.anchors'() {
        const { rootAnchors } = await import('../dns');
        return { builtIn: [...rootAnchors], current: [...(await currentAnchors())] };
      },
      async 'dns.setAnchors'({ anchors }: Args<'dns.setAnchors'>) {
        const { parseAnchor } = await import('../dns');
        const given = anchors.map((anchor) => anchor.trim()).filter((anchor) => anchor !== '');
        for (const anchor of given) parseAnchor(anchor);
        await settings.set({ dnsAnchors: given });
        return { current: [...(await currentAnchors())] };
      },
      async 'dns.savePicture'({ name, octets }: Args<'dns.savePicture'>) {
        const path = await platform.pickSavePath({ title: 'Save picture', name });
        if (path !== null) await saveFile(path, octets);
        return { path };
      },
    },
    jobs: {
      async 'dns.chain'(
        { name, type, server, transport }: Args<'dns.chain'>,
        { signal, progress }: JobContext<'dns.chain'>,
      ) {
        const { chainOf, serverOrSystem, toQuestion } = await import('../dns');
        const resolver = serverOrSystem(server);
        return chainOf({
          question: toQuestion({ name, type }),
          server: resolver,
          transport,
          lines: await lines(),
          ca: await trusted(),
          ...(await believedOf(resolver)),
          transcripts,
          signal,
          onQuestion: (questions) => progress({ questions }),
        });
      },
    },
  };
}

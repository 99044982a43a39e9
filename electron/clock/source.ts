import type { ClockServer, ClockSource } from '../../shared/contract/clock';
import { asPosthornError, fail, type PosthornError } from '../../shared/errors';
import type { Session, Transcripts } from '../wire';
import { ask, type Outcome, type Previous } from './exchange';
import { clockFilter, type Sample } from './filter';
import { delayUs, dispersionUs, offsetUs, rootDistanceUs } from './formulae';
import { headerOf } from './header';
import type { LocalClock } from './local-clock';
import type { Manners, Place } from './manners';
import { isoMicroseconds } from './ntp-time';
import type { Association } from './nts/association';
import { duration } from './sentence';

type Good = Extract<Outcome, { kind: 'good' }>;

/** Keys of a server, and how to get new ones. */
export interface Secured {
  association: Association;
  renew(): Promise<Association>;
}

interface Kept {
  sample: Sample;
  good: Good;
}

/** So many questions without any answer, and a server is not asked again in this measurement. */
const PATIENCE = 3;

/** One server during one measurement. */
export class Source {
  private readonly session: Session;
  private readonly kept: Kept[] = [];
  private readonly began = performance.now();
  private version = 4;
  private sent = 0;
  private answered = 0;
  private resolutionUs = 0;
  private error: PosthornError | null = null;
  private renewed = false;
  private previous: Previous | null = null;
  /** What it was instead of an answer, the most telling so far. */
  private dropped: Outcome | null = null;

  constructor(
    private readonly server: ClockServer,
    private readonly place: Place,
    transcripts: Transcripts,
    private readonly manners: Manners,
    private readonly secured: Secured | null,
  ) {
    const { host, port } = server;
    const { address } = place;
    this.session = transcripts.open('NTP', host === address ? `${host}:${port}` : `${host}:${port} at ${address}`);
  }

  get address(): string {
    return this.place.address;
  }

  get port(): number {
    return this.place.port;
  }

  /** Whether it may be asked once more. */
  get willing(): boolean {
    const cookie = this.secured?.association.spent !== true;
    return this.error === null && cookie && (this.answered > 0 || this.sent < PATIENCE);
  }

  /** Before the first question: a server that turned this computer away is left alone. */
  async begin(): Promise<void> {
    const refusal = await this.manners.refusal(this);
    if (!refusal) return;
    const { code, atMs, untilMs } = refusal;
    const at = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
    this.error = fail('ntp.refused-before', {
      server: this.name,
      code,
      at: `${at(atMs)} UTC`,
      until: untilMs === null ? null : `${at(untilMs)} UTC`,
    });
  }

  /** @throws `app.cancelled` */
  async ask(clock: LocalClock, eager: boolean, signal?: AbortSignal): Promise<void> {
    this.sent++;
    this.resolutionUs = clock.resolutionUs;
    const { address, port, version, session } = this;
    const association = this.secured?.association ?? null;
    const { previous } = this;
    await this.take(await ask({ address, port, version, session, clock, previous, association, eager, signal }));
  }

  private async take(outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case 'good':
        this.answered++;
        this.previous = outcome.previous;
        this.kept.push({ sample: sampleOf(outcome, this.resolutionUs), good: outcome });
        return;
      case 'kiss':
        this.error = fail('ntp.kiss-of-death', { server: this.name, code: outcome.code, meaning: outcome.meaning });
        await this.manners.refused(this, outcome.code);
        return;
      case 'unsynchronised':
        this.error = fail('ntp.unsynchronised', { server: this.name, reason: outcome.reason });
        return;
      case 'nak':
        this.session.event('It no longer knows the cookies (NTSN): new keys are agreed on');
        await this.renew();
        return;
      case 'broken':
        this.error = outcome.error;
        return;
      case 'moved':
        this.session.event("This computer's clock was moved meanwhile: dropped", { failed: true });
        this.dropped = outcome;
        return;
      case 'silent':
        // A server of version 3 may not know what version 4 is (RFC 5905 §7.3).
        if (this.answered === 0 && !this.secured) this.version = 3;
        this.dropped ??= outcome;
        return;
      default:
        if (this.dropped?.kind !== 'bogus-origin') this.dropped = outcome;
    }
  }

  /** New keys, once; a server that can't read its own new cookies has no NTS to offer. */
  private async renew(): Promise<void> {
    const { secured } = this;
    if (!secured) return;
    try {
      if (this.renewed)
        throw fail('ntp.nts-refused', { server: this.name, reason: 'it does not know its own cookies' });
      this.renewed = true;
      secured.association = await secured.renew();
    } catch (thrown) {
      this.error = asPosthornError(thrown);
    }
  }

  /** This computer's clock was moved: what was measured before is no longer so. */
  forget(): void {
    this.previous = null;
    if (this.kept.length === 0) return;
    this.kept.length = 0;
    this.dropped = { kind: 'moved' };
    this.session.event("This computer's clock was moved: what was measured before is dropped", { failed: true });
  }

  /** What it says by now; no standing yet. */
  report(): ClockSource {
    const { host, port } = this.server;
    const answer = this.answer();
    return {
      server: { host, port },
      address: this.address,
      sessionId: this.session.id,
      authenticated: this.secured !== null && this.kept.length > 0,
      standing: 'failed',
      sent: this.sent,
      answered: this.answered,
      // A kiss after good answers stops the questions and leaves the answers.
      error: answer ? (this.error?.toJSON() ?? null) : this.whyNone().toJSON(),
      answer,
    };
  }

  /** The end of the transcript; `thrown`: what broke the measurement off. */
  close(thrown?: unknown): void {
    const answer = this.answer();
    if (thrown !== undefined) this.session.close(asPosthornError(thrown));
    else if (!answer) this.session.close(this.whyNone());
    else {
      const { offsetUs: offset } = answer;
      this.session.summarise(
        `${this.answered} exchange${this.answered === 1 ? '' : 's'} · ${duration(Math.abs(offset))} ${offset < 0 ? 'ahead' : 'behind'}`,
      );
      this.session.close();
    }
  }

  private answer(): ClockSource['answer'] {
    if (this.kept.length === 0) return null;
    const filtered = clockFilter(
      this.kept.map(({ sample }) => sample),
      Math.max(1, this.resolutionUs),
    );
    const best = this.kept[filtered.best];
    if (!best) return null;
    const { packet, bytes } = best.good;
    return {
      offsetUs: Math.round(filtered.offsetUs),
      delayUs: Math.round(filtered.delayUs),
      dispersionUs: Math.ceil(filtered.dispersionUs),
      jitterUs: Math.ceil(filtered.jitterUs),
      distanceUs: Math.ceil(rootDistanceUs(packet, filtered)),
      weightPercent: 0,
      header: headerOf(packet, bytes),
      exchanges: this.kept.map(({ sample, good: { times, interleaved } }) => ({
        timestamps: [
          isoMicroseconds(times.t1),
          isoMicroseconds(times.t2),
          isoMicroseconds(times.t3),
          isoMicroseconds(times.t4),
        ],
        offsetUs: Math.round(sample.offsetUs),
        delayUs: Math.round(sample.delayUs),
        interleaved,
      })),
      best: filtered.best,
    };
  }

  private get name(): string {
    const { host, port } = this.server;
    return host === this.address ? `${host}:${port}` : `${host}:${port} (${this.address})`;
  }

  private whyNone(): PosthornError {
    const { name: server, error, dropped } = this;
    if (error) return error;
    if (dropped?.kind === 'moved') return fail('ntp.clock-moved', {});
    if (dropped?.kind === 'bogus-origin') return fail('ntp.bogus-origin', { server });
    if (dropped?.kind === 'malformed') return fail('ntp.malformed', { server, reason: dropped.reason });
    return fail('ntp.silent', { server, seconds: Math.round((performance.now() - this.began) / 1000) });
  }
}

/** A source for a name that leads nowhere. */
export function nameless({ host, port }: ClockServer, error: PosthornError): ClockSource {
  return {
    server: { host, port },
    address: '',
    sessionId: null,
    authenticated: false,
    standing: 'failed',
    sent: 0,
    answered: 0,
    error: error.toJSON(),
    answer: null,
  };
}

function sampleOf({ packet, times }: Good, resolutionUs: number): Sample {
  return {
    offsetUs: offsetUs(times),
    delayUs: Math.max(delayUs(times), 0),
    dispersionUs: dispersionUs(packet, times, Math.max(1, resolutionUs)),
    atUs: times.t4,
  };
}

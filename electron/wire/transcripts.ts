import { randomUUID } from 'node:crypto';
import type { Protocol, SessionSummary, TlsFacts, TranscriptLine } from '../../shared/contract';
import type { PosthornError } from '../../shared/errors';
import { Redactor } from './redact';

const mostSessions = 200;
const mostLines = 5_000;
/** A line is for reading; what is longer than this is cut, and its octets say how long it was. */
const longestText = 2_000;
/** Listeners are told of lines in batches, so that a fetch of thousands of messages costs them nothing. */
const batchMs = 50;

export interface TranscriptListener {
  session?(summary: SessionSummary): void;
  lines?(sessionId: string, lines: TranscriptLine[]): void;
}

export interface LineOptions {
  /** Octets on the wire; the text's own length and a line end when it is left out. */
  octets?: number;
  /** The line where something was refused or broke. */
  failed?: boolean;
}

/** The record of all sessions of this process, bounded in number and length. */
export class Transcripts {
  private readonly sessionsById = new Map<string, Session>();
  private readonly listeners = new Set<TranscriptListener>();
  private readonly changed = new Set<Session>();
  private timer: NodeJS.Timeout | null = null;

  /** @param peer `host:port` as it was asked for */
  open(protocol: Protocol, peer: string): Session {
    const session = new Session(protocol, peer, (changed) => this.announce(changed));
    this.sessionsById.set(session.id, session);
    for (const [id, oldest] of this.sessionsById) {
      if (this.sessionsById.size <= mostSessions) break;
      if (oldest.summary().state !== 'open') this.sessionsById.delete(id);
    }
    this.announce(session);
    return session;
  }

  /** Newest first. */
  sessions(): SessionSummary[] {
    return [...this.sessionsById.values()].reverse().map((session) => session.summary());
  }

  lines(sessionId: string, from = 0): TranscriptLine[] {
    return (this.sessionsById.get(sessionId)?.lines ?? []).filter((line) => line.seq >= from);
  }

  /** Plain text with the arrows of the window, for copying and saving; null when there is no such session. */
  toText(sessionId: string): string | null {
    const session = this.sessionsById.get(sessionId);
    if (!session) return null;
    const { protocol, peer, startedAt } = session.summary();
    const arrows = { sent: '→', received: '←', event: '·' };
    let expected = 0;
    const lines = session.lines.flatMap((line) => {
      const missing = line.seq - expected;
      expected = line.seq + 1;
      const text = `${(line.atUs / 1e6).toFixed(3).padStart(9)} ${arrows[line.direction]} ${line.text}`;
      return missing > 0 ? [`          · ${missing.toLocaleString('en')} lines were too many to keep`, text] : [text];
    });
    return `${protocol} ${peer} ${startedAt}\n${lines.join('\n')}\n`;
  }

  /** @returns ends the subscription */
  subscribe(listener: TranscriptListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private announce(session: Session): void {
    this.changed.add(session);
    this.timer ??= setTimeout(() => this.flush(), batchMs);
    // A pending announcement must not keep a process alive that is done.
    this.timer.unref();
  }

  private flush(): void {
    this.timer = null;
    const changed = [...this.changed];
    this.changed.clear();
    for (const session of changed) {
      const lines = session.takeNew();
      const summary = session.summary();
      for (const listener of this.listeners) {
        if (lines.length > 0) listener.lines?.(session.id, lines);
        listener.session?.(summary);
      }
    }
  }
}

/** One session with one server, or one exchange of datagrams. */
export class Session {
  readonly id = randomUUID();
  readonly lines: TranscriptLine[] = [];
  private readonly redactor: Redactor;
  private readonly startedAt = new Date();
  private readonly beganAt = process.hrtime.bigint();
  private endedAt: Date | null = null;
  private seq = 0;
  private announced = 0;
  private octetsSent = 0;
  private octetsReceived = 0;
  private text = '';
  private facts: TlsFacts | null = null;
  private error: PosthornError | null = null;

  constructor(
    private readonly protocol: Protocol,
    private readonly peer: string,
    private readonly onChange: (session: Session) => void,
  ) {
    this.redactor = new Redactor(protocol);
  }

  sent(text: string, options: LineOptions = {}): void {
    const octets = options.octets ?? Buffer.byteLength(text) + 2;
    this.octetsSent += octets;
    this.add('sent', this.redactor.sent(text), octets, options.failed ?? false);
  }

  received(text: string, options: LineOptions = {}): void {
    const octets = options.octets ?? Buffer.byteLength(text) + 2;
    this.octetsReceived += octets;
    this.add('received', this.redactor.received(text), octets, options.failed ?? false);
  }

  /** Something that is no line on the wire: `6,224 octets`, `TLSv1.3, …`. */
  event(text: string, options: LineOptions = {}): void {
    this.add('event', text, 0, options.failed ?? false);
  }

  /** Content that is counted and not shown line by line. */
  count(direction: 'sent' | 'received', octets: number): void {
    if (direction === 'sent') this.octetsSent += octets;
    else this.octetsReceived += octets;
  }

  tls(facts: TlsFacts): void {
    this.facts = facts;
    this.event(`${facts.version} · ${facts.cipher} · ${facts.subject} · ${facts.issuer}`);
  }

  /** What the list of sessions says of this one. */
  summarise(text: string): void {
    this.text = text;
    this.onChange(this);
  }

  close(error?: PosthornError): void {
    if (this.endedAt) return;
    this.endedAt = new Date();
    if (error) {
      this.error = error;
      this.event(error.message, { failed: true });
    }
    this.onChange(this);
  }

  summary(): SessionSummary {
    return {
      id: this.id,
      protocol: this.protocol,
      peer: this.peer,
      startedAt: this.startedAt.toISOString(),
      endedAt: this.endedAt?.toISOString() ?? null,
      state: this.error ? 'failed' : this.endedAt ? 'closed' : 'open',
      summary: this.text,
      octetsSent: this.octetsSent,
      octetsReceived: this.octetsReceived,
      lineCount: this.seq,
      tls: this.facts,
      error: this.error?.toJSON() ?? null,
    };
  }

  /** The lines that no listener was told of. */
  takeNew(): TranscriptLine[] {
    const lines = this.lines.filter((line) => line.seq >= this.announced);
    this.announced = this.seq;
    return lines;
  }

  private add(direction: TranscriptLine['direction'], text: string, octets: number, failed: boolean): void {
    const atUs = Number((process.hrtime.bigint() - this.beganAt) / 1000n);
    const cut = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
    this.lines.push({ seq: this.seq++, atUs, direction, text: cut, octets, failed });
    // The first lines tell how the session began, and are kept; what was dropped shows as a gap in `seq`.
    if (this.lines.length > mostLines) this.lines.splice(100, mostLines / 10);
    this.onChange(this);
  }
}

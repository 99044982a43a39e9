import { type Labels, MAX_NAME } from './names';

/** Why a message, or one record of it, can't be read. Never leaves this folder. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const tooFew = (octets: number, at: number, end: number) =>
  new Unreadable(`${octets} octets are needed at ${at}, ${end - at} are there`);

const noLabel = (length: number, at: number) => new Unreadable(`0x${length.toString(16)} at ${at} begins no label`);

/** Names that were read already, by where they begin: most names of a message only point at another one. */
export type KnownNames = Map<number, Labels>;

/** Reads forward in a message up to `end`; whatever lies beyond is refused with `Unreadable`. */
export class Reader {
  constructor(
    readonly message: Buffer,
    public at: number,
    readonly end: number,
    private readonly known: KnownNames = new Map(),
  ) {}

  /** Of a part of the same message. */
  within(start: number, end: number): Reader {
    return new Reader(this.message, start, end, this.known);
  }

  get left(): number {
    return this.end - this.at;
  }

  /** Goes over so many octets. @returns where they begin */
  skip(octets: number): number {
    if (octets > this.end - this.at) throw tooFew(octets, this.at, this.end);
    this.at += octets;
    return this.at - octets;
  }

  take(octets: number): Buffer {
    const start = this.skip(octets);
    return this.message.subarray(start, this.at);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  u8(): number {
    return this.octet(this.skip(1));
  }

  u16(): number {
    const start = this.skip(2);
    return (this.octet(start) << 8) | this.octet(start + 1);
  }

  u32(): number {
    const start = this.skip(4);
    const low = (this.octet(start + 1) << 16) | (this.octet(start + 2) << 8) | this.octet(start + 3);
    return this.octet(start) * 0x100_0000 + low;
  }

  /** A length octet and as many octets as it says (RFC 1035 §3.3, character-string). */
  counted(): Buffer {
    return this.take(this.u8());
  }

  /**
   * A name, compressed or not (RFC 1035 §4.1.4). Each pointer must point before the one that led to it, so a walk ends,
   * and no name is longer than 255 octets, so it ends soon.
   */
  name(): Labels {
    const start = this.at;
    const first = this.end > start ? this.octet(start) : 0;
    // Nothing but a pointer, as most are: what it points at is taken as it was read.
    if (first >= 0xc0 && this.left >= 2) {
      const target = ((first & 0x3f) << 8) | this.octet(start + 1);
      const known = target < start ? this.known.get(target) : undefined;
      if (known) {
        this.at += 2;
        return known;
      }
    }
    return this.walk(start);
  }

  /** Goes over a name without reading it: what it points at is not looked at, so that it may be no name at all. */
  skipName(): void {
    for (;;) {
      const length = this.u8();
      if (length === 0) return;
      if (length >= 0xc0) {
        this.skip(1);
        return;
      }
      if (length > 63) throw noLabel(length, this.at - 1);
      this.skip(length);
    }
  }

  private walk(start: number): Labels {
    const labels: Buffer[] = [];
    let octets = 1;
    let from = start;
    let at = start;
    let end = this.end;
    /** Where the name itself ends, behind its first pointer. */
    let behind = -1;
    /** The first place that was pointed at, and how many labels stand before it. */
    let target = -1;
    let before = 0;
    for (;;) {
      if (at >= end) throw tooFew(1, at, end);
      const length = this.octet(at);
      at += 1;
      if (length === 0) break;
      if (length >= 0xc0) {
        if (at >= end) throw tooFew(1, at, end);
        const pointed = ((length & 0x3f) << 8) | this.octet(at);
        at += 1;
        if (pointed >= from) throw new Unreadable(`the compression pointer at ${at - 2} does not point back`);
        if (behind < 0) {
          behind = at;
          target = pointed;
          before = labels.length;
        }
        const tail = this.known.get(pointed);
        if (tail) {
          for (const label of tail) {
            octets += 1 + label.length;
            labels.push(label);
          }
          if (octets > MAX_NAME) throw new Unreadable(`the name at ${start} is longer than ${MAX_NAME} octets`);
          break;
        }
        from = pointed;
        at = pointed;
        end = this.message.length;
      } else if (length > 63) throw noLabel(length, at - 1);
      else {
        octets += 1 + length;
        if (octets > MAX_NAME) throw new Unreadable(`the name at ${start} is longer than ${MAX_NAME} octets`);
        if (length > end - at) throw tooFew(length, at, end);
        labels.push(this.label(at, length));
        at += length;
      }
    }
    this.at = behind < 0 ? at : behind;
    this.known.set(start, labels);
    if (target >= 0 && !this.known.has(target)) this.known.set(target, labels.slice(before));
    return labels;
  }

  /** A copy: of so few octets it takes less than a view of the message, and keeps nothing of it in memory. */
  private label(at: number, length: number): Buffer {
    const label = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) label[i] = this.octet(at + i);
    return label;
  }

  private octet(at: number): number {
    return this.message[at] ?? 0;
  }
}

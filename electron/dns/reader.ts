import type { Labels } from './names';

/** Why a message, or one record of it, can't be read. Never leaves this folder. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

const MAX_NAME = 255;

/** Reads forward in a message up to `end`; whatever lies beyond is refused with `Unreadable`. */
export class Reader {
  constructor(
    readonly message: Buffer,
    public at: number,
    readonly end: number,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  take(octets: number): Buffer {
    if (octets > this.left) throw new Unreadable(`${octets} octets are needed at ${this.at}, ${this.left} are there`);
    this.at += octets;
    return this.message.subarray(this.at - octets, this.at);
  }

  rest(): Buffer {
    return this.take(this.left);
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16BE();
  }

  u32(): number {
    return this.take(4).readUInt32BE();
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
    const labels: Buffer[] = [];
    let octets = 1;
    let from = this.at;
    let reader: Reader = this;
    for (;;) {
      const length = reader.u8();
      if (length === 0) return labels;
      if (length >= 0xc0) {
        const target = ((length & 0x3f) << 8) | reader.u8();
        if (target >= from) throw new Unreadable(`the compression pointer at ${reader.at - 2} does not point back`);
        from = target;
        reader = new Reader(this.message, target, this.message.length);
      } else if (length > 63) throw new Unreadable(`0x${length.toString(16)} at ${reader.at - 1} begins no label`);
      else {
        octets += 1 + length;
        if (octets > MAX_NAME) throw new Unreadable(`the name at ${this.at} is longer than ${MAX_NAME} octets`);
        labels.push(Buffer.from(reader.take(length)));
      }
    }
  }
}

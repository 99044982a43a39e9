/** Records of NTS key establishment (RFC 8915 §4): a critical bit, a type, a body. */
export interface Record {
  critical: boolean;
  type: number;
  body: Buffer;
}

export const RECORD = {
  end: 0,
  nextProtocol: 1,
  error: 2,
  warning: 3,
  aead: 4,
  cookie: 5,
  server: 6,
  port: 7,
} as const;

/** NTPv4, the only protocol that NTS keys are for. */
export const NTPV4 = 0;
/** AES-SIV-CMAC-256 (RFC 5297), which every server has to know. */
export const AES_SIV_CMAC_256 = 15;

export function encodeRecord({ critical, type, body }: Record): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE((critical ? 0x8000 : 0) | type, 0);
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

export const word = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

/** The records up to the end of the message, or null while its end has not come. */
export function readRecords(bytes: Buffer): Record[] | null {
  const records: Record[] = [];
  let at = 0;
  while (bytes.length - at >= 4) {
    const head = bytes.readUInt16BE(at);
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return null;
    const record = { critical: head >= 0x8000, type: head & 0x7fff, body: bytes.subarray(at + 4, end) };
    if (record.type === RECORD.end) return records;
    records.push(record);
    at = end;
  }
  return null;
}

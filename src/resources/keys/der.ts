/** The few DER encodings (X.690) that a certificate is made of. */
const encode = (tag: number, content: Buffer): Buffer => {
  const length = content.length
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content])
}

export const sequence = (...parts: Buffer[]) => encode(0x30, Buffer.concat(parts))
export const set = (...parts: Buffer[]) => encode(0x31, Buffer.concat(parts))
export const utf8 = (text: string) => encode(0x0c, Buffer.from(text, 'utf8'))
export const octets = (bytes: Buffer) => encode(0x04, bytes)
export const bits = (bytes: Buffer, unused = 0) => encode(0x03, Buffer.concat([Buffer.of(unused), bytes]))
export const nothing = () => Buffer.of(0x05, 0x00)
export const yes = () => Buffer.of(0x01, 0x01, 0xff)
export const explicit = (number: number, content: Buffer) => encode(0xa0 | number, content)

/** A positive integer from its big-endian bytes. */
export const integer = (bytes: Buffer) => encode(0x02, bytes[0]! & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const septets = [arc & 0x7f]
    for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80)
    bytes.push(...septets)
  }
  return encode(0x06, Buffer.from(bytes))
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return moment.getUTCFullYear() < 2050
    ? encode(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : encode(0x18, Buffer.from(`${digits}Z`))
}

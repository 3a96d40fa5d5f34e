import { randomBytes, randomInt } from 'node:crypto'

export type Randomness = {
  bytes(count: number): Buffer
  /** base64url text of that many random bytes; 32 bytes are 256 bits. */
  token(bytes?: number): string
  alphanumeric(length: number): string
  /** Lower-case hexadecimal digits. */
  hex(length: number): string
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  token: (bytes = 32) => randomBytes(bytes).toString('base64url'),
  alphanumeric: (length) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
  hex: (length) => randomBytes(Math.ceil(length / 2)).toString('hex').slice(0, length),
}

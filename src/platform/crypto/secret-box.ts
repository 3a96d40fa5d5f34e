/**
 * Seals secrets that rest in the database (signing keys, client secrets) with a key kept outside of it:
 * AES-256-GCM, a fresh 96-bit nonce each time (NIST SP 800-38D). Layout: version 1 byte, nonce 12, tag 16, ciphertext.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

export type SecretBox = {
  seal(text: string): Buffer
  /** Throws when the value was sealed with another key or was altered. */
  open(sealed: Uint8Array): string
}

const version = 1

export function createSecretBox(key: Buffer): SecretBox {
  return {
    seal(text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed)
      if (bytes.length < 29 || bytes[0] !== version) throw new Error('This value was not sealed by this appliance.')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13))
      decipher.setAuthTag(bytes.subarray(13, 29))
      return Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8')
    },
  }
}

/** Reads `<data>/keys/appliance.key` (32 bytes, base64url, mode 0600), or makes it on the first start. */
export function loadSecretBox(dataDir: string): SecretBox {
  const file = join(dataDir, 'keys', 'appliance.key')
  return createSecretBox(read(file) ?? make(file))
}

function read(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
    if (key.length === 32) return key
    throw new StartFailure(exitCodes.configuration, `${file} is not a key of this appliance (32 bytes in base64url were expected). Restore it from a backup; without it the secrets in the database cannot be read.`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Written whole under another name and linked into place, so that a crash leaves no half key and a race has one winner. */
function make(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  writeSync(descriptor, `${randomBytes(32).toString('base64url')}\n`)
  fsyncSync(descriptor)
  closeSync(descriptor)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return read(file)!
}

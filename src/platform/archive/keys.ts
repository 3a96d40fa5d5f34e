/** Who may open a file: a passphrase, or the holders of age keys. A file has one kind of lock (age specification, "scrypt recipient stanza"). */
import { createDecipheriv, scrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Decrypter, Encrypter, Identity } from 'age-encryption'

export type Lock = { passphrase: string } | { recipients: readonly string[] }
export type Keys = { passphrase?: string | undefined; identities?: readonly string[] | undefined }

/** Loaded where a file is locked or opened, which most processes never do. */
const age = () => import('age-encryption')

export async function encrypterFor(lock: Lock): Promise<Encrypter> {
  const { Encrypter } = await age()
  const encrypter = new Encrypter()
  if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase)
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient)
  return encrypter
}

export async function decrypterFor({ passphrase, identities = [] }: Keys): Promise<Decrypter> {
  const { Decrypter } = await age()
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
  if (passphrase !== undefined) decrypter.addIdentity(passphraseIdentity(passphrase))
  return decrypter
}

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)
const label = 'age-encryption.org/v1/scrypt'
/** As the library and `age` itself refuse it. */
const mostWork = 20

/**
 * The scrypt recipient stanza (age specification, section 2.2) on a thread beside: a passphrase costs seconds of one core, and the library would let everybody
 * wait for them whom this process serves.
 */
const passphraseIdentity = (passphrase: string): Identity => ({
  async unwrapFileKey(stanzas) {
    const stanza = stanzas.find(({ args: [kind] }) => kind === 'scrypt')
    if (!stanza) return null
    const [, salt = '', work = ''] = stanza.args
    const bytes = Buffer.from(salt, 'base64')
    if (stanzas.length !== 1 || stanza.args.length !== 3 || !/^[1-9]\d?$/.test(work) || bytes.length !== 16 || stanza.body.length !== 32) throw new Error('parsing header: invalid stanza of a passphrase')
    if (Number(work) > mostWork) throw new Error('parsing header: invalid stanza of a passphrase, its work factor is too high')
    const N = 2 ** Number(work)
    const key = await derive(passphrase, Buffer.concat([Buffer.from(label), bytes]), 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 })
    const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 })
    decipher.setAuthTag(stanza.body.subarray(16))
    try {
      return Buffer.concat([decipher.update(stanza.body.subarray(0, 16)), decipher.final()])
    } catch {
      return null // another passphrase
    }
  },
})

export const newIdentity = async (): Promise<string> => (await age()).generateX25519Identity()
export const recipientOf = async (identity: string): Promise<string> => (await age()).identityToRecipient(identity)

/** The keys of a file as `age-keygen` writes it. */
export function identityFile(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('AGE-SECRET-KEY-'))
}

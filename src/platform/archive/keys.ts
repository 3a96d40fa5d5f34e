/** Who may open a file: a passphrase, or the holders of age keys. A file has one kind of lock (age specification, "scrypt recipient stanza"). */
import { readFileSync } from 'node:fs'
import type { Decrypter, Encrypter } from 'age-encryption'

export type Lock = { passphrase: string } | { recipients: readonly string[] }
export type Keys = { passphrase?: string | undefined; identities?: readonly string[] | undefined }

/** Loaded where a file is locked or opened: web workers never do either. */
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
  if (passphrase !== undefined) decrypter.addPassphrase(passphrase)
  return decrypter
}

export const newIdentity = async (): Promise<string> => (await age()).generateX25519Identity()
export const recipientOf = async (identity: string): Promise<string> => (await age()).identityToRecipient(identity)

/** The keys of a file as `age-keygen` writes it. */
export function identityFile(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter((line) => line.startsWith('AGE-SECRET-KEY-'))
}

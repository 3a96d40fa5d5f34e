/** Who may open a backup, as it was asked for; and the node's own key, by which it can prove what was made for others. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '#kernel/setting.ts'
import type { SecretBox } from '#platform/crypto/index.ts'
import { identityFile, newIdentity, recipientOf, type Keys, type Lock } from '#platform/archive/index.ts'
import { backupPassphrase, backupRecipients } from './backups.settings.ts'
import type { BackupRow } from './backups.store.ts'

export type Wanted = { passphrase?: string | undefined; recipients?: readonly string[] | undefined }
type Kept = Pick<BackupRow, 'locked_with' | 'lock_sealed' | 'recipients'>

/** Undefined when nobody said who may open it, and no setting does. */
export function chosenLock(wanted: Wanted, settings: Settings, secrets: SecretBox): Kept | undefined {
  const recipients = wanted.recipients ?? (wanted.passphrase === undefined ? settings.get(backupRecipients) : [])
  if (recipients.length > 0) return { locked_with: 'recipients', lock_sealed: null, recipients: [...recipients] }
  const passphrase = wanted.passphrase ?? settings.get(backupPassphrase)
  return passphrase === '' ? undefined : { locked_with: 'passphrase', lock_sealed: secrets.seal(passphrase), recipients: [] }
}

const fileIn = (dataDir: string) => join(dataDir, 'keys', 'backup-identity.txt')

/** As `age-keygen` writes it; made when it is first needed, and part of every backup of the secrets. */
export async function nodeIdentity(dataDir: string): Promise<string> {
  const file = fileIn(dataDir)
  if (!existsSync(file)) {
    const identity = await newIdentity()
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(`${file}.new`, `# public key: ${await recipientOf(identity)}\n${identity}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const [identity] = identityFile(file)
  if (identity === undefined) throw new Error(`${file} holds no age key; restore it from the backup of the secrets, or remove it to have another made.`)
  return identity
}

export async function lockFor(kept: Kept, dataDir: string, secrets: SecretBox): Promise<Lock> {
  if (kept.lock_sealed) return { passphrase: secrets.open(kept.lock_sealed) }
  return { recipients: [...kept.recipients, await recipientOf(await nodeIdentity(dataDir))] }
}

/** What opens it again here; undefined when its passphrase has been forgotten, as it is after the proof. */
export async function keysFor(kept: Kept, dataDir: string, secrets: SecretBox): Promise<Keys | undefined> {
  if (kept.locked_with === 'recipients') return { identities: [await nodeIdentity(dataDir)] }
  return kept.lock_sealed ? { passphrase: secrets.open(kept.lock_sealed) } : undefined
}

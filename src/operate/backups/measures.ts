/** What the gates of the matrix learn from backups. A gate that nothing can be measured for is left to a person's word. */
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Database } from '#platform/postgres/index.ts'
import { dataBytes, findBackup, lastDone } from './backups.store.ts'
import { roomMissing, size } from './device.ts'
import { sinceStep } from './recovery.store.ts'
import { allRoles } from './roles.store.ts'

type Occasion = { input: unknown }
type Measured = Promise<{ met: boolean; sentence: string } | undefined>
type Given = { params?: { id?: string }; body?: { content?: string; passphrase?: string } } | undefined

const day = 24
const yes = (sentence: string) => ({ met: true, sentence })
const no = (sentence: string) => ({ met: false, sentence })

export const backupMeasures = (here: string) => ({
  /** The device is looked at where it is; a node elsewhere looks again before it writes. */
  async 'backup-device-ready'({ db }: { db: Database }, { input }: Occasion): Measured {
    const roles = await allRoles(db)
    const role = roles.find(({ node }) => node === here) ?? roles[0]
    if (!role) return no('No node has the backup role.')
    const device = role.dedicated ? 'a device of its own' : `the device of the data, accepted by ${role.assigned_by}`
    if (role.node !== here) return yes(`The node ${role.hostname ?? role.node} keeps backups on ${device}; it looks for room itself.`)
    if (!existsSync(role.folder)) return no(`${role.folder} is not there; is the device mounted?`)
    const { bavail, bsize } = await statfs(role.folder)
    const missing = (input as Given)?.body?.content === 'secrets' ? undefined : roomMissing(bavail * bsize, await dataBytes(db))
    return missing === undefined ? yes(`${role.folder} is on ${device}; ${size(bavail * bsize)} are free.`) : no(missing)
  },
  async 'backup-verified'({ db }: { db: Database }, { input }: Occasion): Measured {
    const id = (input as Given)?.params?.id
    const backup = id === undefined ? undefined : await findBackup(db, id)
    if (!backup) return undefined
    return backup.proof_state === 'proven' ? yes(`Proven on ${backup.proven_at!.toISOString()}.`) : no(`The backup ${backup.id} has not been proven: ${backup.proof_sentence ?? 'nobody tried'}. Prove it first: bailiwick backup prove ${backup.id}`)
  },
  async 'password-supplied'({ db }: { db: Database }, { input }: Occasion): Measured {
    const { params, body } = (input as Given) ?? {}
    if (body?.passphrase !== undefined) return yes('The passphrase was given.')
    const backup = params?.id === undefined ? undefined : await findBackup(db, params.id)
    return backup?.locked_with === 'recipients' ? yes('The node has a key of its own for this backup.') : undefined
  },
  async 'snapshot-or-backup'({ db }: { db: Database }): Measured {
    const backup = await lastDone(db)
    if (backup && backup.hours < day && backup.proof_state !== 'failed') return yes(`The backup ${backup.id} is ${hoursText(backup.hours)} old${backup.proof_state === 'proven' ? ' and proven' : ''}.`)
    const snapshot = await sinceStep(db, 'snapshot-made')
    return snapshot && snapshot.hours < day ? yes(`Snapshots were made ${hoursText(snapshot.hours)} ago, says ${snapshot.recorded_by}.`) : undefined
  },
})

/** As people say it: 40 minutes, 31 hours, 12 days. */
export function hoursText(hours: number): string {
  const told = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (hours < 1) return told(Math.round(hours * 60), 'minute')
  return hours < 72 ? told(Math.round(hours), 'hour') : told(Math.round(hours / 24), 'day')
}

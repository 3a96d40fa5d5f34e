/** The clock: cryptography depends on it. */
import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { diagnosis, inDatabase, judged, unwell, well, type Diagnosis } from './diagnosis.ts'
import { now } from './doctor.store.ts'

/** Names of programs that keep a clock right. */
const keepers = ['chronyd', 'ntpd', 'systemd-timesyn', 'openntpd', 'ptp4l', 'timed']

async function running(): Promise<string | undefined> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const name = (await readFile(join('/proc', pid, 'comm'), 'utf8').catch(() => '')).trim()
    if (keepers.includes(name)) return name
  }
  return undefined
}

export const clockDiagnoses: readonly Diagnosis[] = [
  diagnosis('clock.synchronised', 'Time synchronisation', 'normal', 'Set up NTP (systemd-timesyncd, chrony), and switch off the host-to-guest synchronisation of virtual machines.', async () => {
    if (process.platform !== 'linux') return undefined
    if (existsSync('/run/systemd/timesync/synchronized')) return well('systemd-timesyncd keeps the clock.')
    const keeper = await running()
    return keeper ? well(`${keeper} keeps the clock.`) : unwell('No program that keeps the clock was found; a container may rely on its host.')
  }),
  diagnosis('clock.database', 'Clock of the database', 'high', 'Set up time synchronisation on both machines.', inDatabase(async (db, { clock }) => {
    const seconds = Math.round((clock.now().getTime() - (await now(db)).getTime()) / 1000)
    return judged(Math.abs(seconds) <= 30, seconds === 0 ? 'The clocks of node and database agree.' : `The clock of this node is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the database's.`)
  })),
  diagnosis('clock.past', 'Clock not behind the build', 'urgent', 'Set the clock: no certificate and no token can be judged until it is right.', ({ clock }) => {
    const built = statSync(join(import.meta.dirname, '..', '..', '..', 'package.json')).mtime
    return judged(clock.now().getTime() > built.getTime() - 86_400_000, `The clock says ${clock.now().toISOString()}; this build was put here on ${built.toISOString().slice(0, 10)}.`)
  }),
  diagnosis('clock.future-files', 'Files from the future', 'high', 'The clock was set back; find out why, and restart the appliance so that nothing waits for a time that has passed already.', ({ clock, dataDir }) => {
    const files = ['bootstrap.json', 'node-id', 'keys/appliance.key', 'log/postgres.log'].map((name) => join(dataDir, name)).filter((file) => existsSync(file))
    const late = files.filter((file) => statSync(file).mtime.getTime() > clock.now().getTime() + 60_000)
    return files.length === 0 ? undefined : judged(late.length === 0, late.length === 0 ? 'No file of the appliance is newer than now.' : `Newer than now: ${late.join(', ')}.`)
  }),
]

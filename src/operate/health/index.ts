/**
 * How this appliance is: checks, their addresses for monitoring tools, and a history.
 *
 * Owns the table `health_samples`. A check is well or not, said in one sentence; it is looked at by the supervisor, which lives when workers
 * hang and the database is away. `/health/status/<check>` answers 204, 429 or 520 and nothing else. Does not know who is told of trouble.
 */
import type { Check } from '#kernel/check.ts'
import { balancerCheck } from './checks/balancer.check.ts'
import { archiveCheck } from './checks/archive.check.ts'
import { backupCheck } from './checks/backup.check.ts'
import { certificateCheck } from './checks/certificate.check.ts'
import { clockCheck } from './checks/clock.check.ts'
import { cpuCheck } from './checks/cpu.check.ts'
import { dbCheck } from './checks/db.check.ts'
import { diskCheck } from './checks/disk.check.ts'
import { emailCheck } from './checks/email.check.ts'
import { internetCheck } from './checks/internet.check.ts'
import { loginCheck } from './checks/login.check.ts'
import { memoryCheck } from './checks/memory.check.ts'
import { networkCheck } from './checks/network.check.ts'
import { ntpCheck } from './checks/ntp.check.ts'
import { replicasetCheck } from './checks/replicaset.check.ts'
import { servicesCheck } from './checks/services.check.ts'
import { settingsCheck } from './checks/settings.check.ts'
import { snapshotCheck } from './checks/snapshot.check.ts'
import { testallCheck } from './checks/testall.check.ts'
import type { Surroundings } from './surroundings.ts'

export const checks: readonly Check<Surroundings>[] = [memoryCheck, diskCheck, servicesCheck, networkCheck, internetCheck, emailCheck, dbCheck, replicasetCheck, cpuCheck, certificateCheck, clockCheck, ntpCheck, settingsCheck, testallCheck, balancerCheck, loginCheck, backupCheck, archiveCheck, snapshotCheck]

export { createBoard, type Board, type StatusCode } from './board.ts'
export { healthDoors, healthUser, type Answers } from './doors.ts'
export { health } from './health.handlers.ts'
export { healthPort, healthSettings } from './health.settings.ts'
export { forgetOldSamples, keepHistory, type HistoryKeeper } from './history.ts'
export { everythingGreen, latestSamples, type Finding, type LatestSample } from './latest.ts'
export { openHealthPort, type HealthPort } from './port.ts'
export type { Surroundings } from './surroundings.ts'

import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { poll, type DeviceRequest } from './device.store.ts'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** Seconds between questions of one device. */
export const pollInterval = 5
/** Milliseconds that a punctual question may be early: networks do not keep time. */
const tolerance = 500

export type Polled = 'unknown' | 'pending' | 'too fast' | 'expired' | 'denied' | { approved: DeviceRequest & { user_id: string } }

/** What a device is told. `expired`, `denied` and `approved` are said once; afterwards the code is unknown. */
export async function pollDevice(ctx: TenantContext, deviceCode: string, clientId: string): Promise<Polled> {
  const now = ctx.clock.now()
  const row = await poll(ctx.db, ctx.tenant.id, digest(deviceCode), clientId, now)
  if (!row || row.was === 'finished') return 'unknown'
  if (row.expired) return 'expired'
  if (row.was === 'denied') return 'denied'
  if (row.was === 'approved') return row.user_id === null ? 'unknown' : { approved: { ...row, user_id: row.user_id } }
  const since = row.polled_before === null ? Infinity : now.getTime() - row.polled_before.getTime()
  return since < pollInterval * 1000 - tolerance ? 'too fast' : 'pending'
}

/** An application's refresh token settings, with the documented defaults; lifetimes in seconds. */
import type { Client } from '#resources/clients/index.ts'

export type RefreshSettings = {
  rotating: boolean
  /** Seconds in which the token replaced last may be used once more. */
  leeway: number
  /** undefined: for ever. */
  lifetime: number | undefined
  idleLifetime: number | undefined
}

const month = 2_592_000

export function refreshSettings(client: Client): RefreshSettings {
  const set = client.refresh_token
  const expiring = set?.expiration_type === 'expiring'
  const endless = (flag: boolean | undefined) => flag === true || !expiring
  return {
    rotating: set?.rotation_type === 'rotating',
    leeway: set?.leeway ?? 0,
    lifetime: endless(set?.infinite_token_lifetime) ? undefined : (set?.token_lifetime ?? month),
    idleLifetime: endless(set?.infinite_idle_token_lifetime) ? undefined : (set?.idle_token_lifetime ?? month),
  }
}

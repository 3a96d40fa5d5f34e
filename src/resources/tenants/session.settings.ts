/** How long people stay signed in, over all tenants that set nothing of their own. */
import { Type } from '#kernel/schema.ts'
import { setting, type Settings } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const absoluteTimeout = setting({
  ...common, id: 'sessions.absolute-timeout', title: 'Absolute timeout of sessions', unit: 'hours', environment: 'BAILIWICK_SESSION_ABSOLUTE_TIMEOUT',
  about: 'After this time people log in again, however busy they were; of every tenant that has no session_lifetime of its own. A session that ends with the browser lasts three days at most.',
  schema: Type.Integer({ minimum: 1, maximum: 8760 }), default: 168,
})

export const idleTimeout = setting({
  ...common, id: 'sessions.idle-timeout', title: 'Inactive timeout of sessions', unit: 'hours', environment: 'BAILIWICK_SESSION_IDLE_TIMEOUT',
  about: 'A session that no application used for this time is over; of every tenant that has no idle_session_lifetime of its own. A session that ends with the browser is over after a day at the latest.',
  schema: Type.Integer({ minimum: 1, maximum: 8760 }), default: 72,
})

export const ephemeralCookie = setting({
  ...common, id: 'sessions.ephemeral-cookie', title: 'Sessions end with the browser', takesEffect: 'new sessions', environment: 'BAILIWICK_SESSION_EPHEMERAL',
  about: 'The cookie of a session is forgotten when the browser closes; of every tenant that has no session_cookie of its own.',
  schema: Type.Boolean(), default: false,
})

export const dashboardTimeout = setting({
  ...common, id: 'sessions.dashboard-timeout', title: 'Timeout of the dashboard', unit: 'minutes', environment: 'BAILIWICK_DASHBOARD_TIMEOUT',
  about: 'Whoever touches neither mouse nor keyboard in the dashboard for this time is signed out, and their session at the root tenant authority ends. 0: never, beyond what holds for every session.',
  schema: Type.Integer({ minimum: 0, maximum: 10_080 }), default: 0,
})

export const sessionSettings = [absoluteTimeout, idleTimeout, ephemeralCookie, dashboardTimeout]

/** What a tenant has that set nothing, by the names of its own settings; hours. */
export function sessionDefaults(settings: Settings) {
  const [absolute, idle] = [settings.get(absoluteTimeout), settings.get(idleTimeout)]
  return {
    session_lifetime: absolute,
    idle_session_lifetime: Math.min(idle, absolute),
    ephemeral_session_lifetime: Math.min(72, absolute),
    idle_ephemeral_session_lifetime: Math.min(24, idle, absolute),
    session_cookie: { mode: settings.get(ephemeralCookie) ? 'non-persistent' : 'persistent' },
  } as const
}

/** Operations that count. */
import { resource } from '#kernel/operation.ts'
import { Closed, Timestamp, Type } from '#kernel/schema.ts'

const Day = Type.String({ pattern: '^\\d{8}$', description: 'YYYYMMDD, in UTC' })

export const statsContract = resource({
  name: 'stats',
  about: 'How much the tenant is used.',
  operations: {
    daily: {
      http: 'GET /stats/daily',
      summary: 'Count sign-ins, sign-ups and failures of each day; without dates those of the last 30 days',
      scope: 'read:stats',
      query: Closed({ from: Type.Optional(Day), to: Type.Optional(Day) }),
      returns: Type.Array(Type.Object({
        date: Timestamp(),
        logins: Type.Integer(),
        signups: Type.Integer(),
        leaked_passwords: Type.Integer(),
        failures: Type.Integer({ description: 'Sign-ins that failed or were turned away.' }),
        created_at: Timestamp(),
        updated_at: Timestamp(),
      })),
    },
    activeUsers: {
      http: 'GET /stats/active-users',
      summary: 'Count the users who signed in within the last 30 days',
      scope: 'read:stats',
      returns: Type.Integer(),
    },
  },
})

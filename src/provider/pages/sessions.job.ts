import { job } from '#kernel/job.ts'
import type { Office } from '#responsibilities/context/index.ts'
import { forgetSessions } from './sessions.store.ts'

export const forgetSessionsJob = job<Office>({
  id: 'console.forget-sessions', about: 'Forgets sessions of the provider\'s console that are over.', every: 3600, where: 'one',
  run: async ({ db, clock }) => `Sessions of the console that are over: ${await forgetSessions(db, clock.now())}.`,
})

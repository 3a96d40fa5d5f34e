/** Signs in and remembers how it went; the health check, the metrics and the alerts ask for it. */
import { job, type Job } from '#kernel/job.ts'
import type { Settings } from '#kernel/setting.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { syntheticLogins, syntheticLoginTime } from '../monitoring/index.ts'
import type { Meter } from '#platform/metrics/index.ts'
import type { OwnDoor } from './own-door.ts'
import { syntheticTenant } from './synthetic-login.settings.ts'
import { walk, type Canary } from './walk.ts'

export type SyntheticOutcome = { tenant: string; at: Date; well: boolean; sentence: string; ms: number }

export type SyntheticLogin = {
  /** undefined: none yet since the start. */
  last(): SyntheticOutcome | undefined
  job: Job<ProcessContext>
}

/** @param furnish makes sure that the tenant has the application and the person, and says who they are; rejects with a sentence. */
export function createSyntheticLogin(options: { settings: Settings; door: OwnDoor; furnish: (tenant: string) => Promise<Canary>; meter: () => Meter | undefined }): SyntheticLogin {
  const { settings, door, furnish } = options
  let last: SyntheticOutcome | undefined
  return {
    last: () => (last?.tenant === settings.get(syntheticTenant) ? last : undefined),
    job: job<ProcessContext>({
      id: 'monitoring.synthetic-login',
      about: 'Signs a person of the appliance\'s own in, through the pages and endpoints that everybody uses, where monitoring.synthetic-login-tenant names a tenant.',
      every: 60,
      where: 'each',
      async run({ clock, random }) {
        const tenant = settings.get(syntheticTenant)
        if (tenant === '') return 'No tenant is set for the synthetic login; nobody was signed in.'
        const began = performance.now()
        const failure = await furnish(tenant).then((canary) => walk(canary, door, random)).then(() => undefined, (error: unknown) => (error instanceof Error ? error.message : String(error)))
        const ms = Math.round(performance.now() - began)
        const well = failure === undefined
        last = { tenant, at: clock.now(), well, ms, sentence: well ? `A person signed in to ${tenant} in ${ms} ms.` : `Nobody could sign in to ${tenant}. ${failure}` }
        options.meter()?.count(syntheticLogins, { outcome: well ? 'success' : 'failure' })
        if (well) options.meter()?.gauge(syntheticLoginTime, {}, ms / 1000)
        if (failure !== undefined) throw new Error(last.sentence)
        return `The synthetic login to ${tenant} works.`
      },
    }),
  }
}

import { check } from '#kernel/check.ts'
import { balancerAddress } from '../health.settings.ts'
import type { Surroundings } from '../surroundings.ts'

export const balancerCheck = check<Surroundings>({
  id: 'balancer', title: 'Service at the load balancer', about: '/testall at the load balancer answers 200 OK (monitoring.balancer-address).', severity: 'urgent',
  remedy: 'Nobody may be able to sign in: look at the load balancer first, then at /testall of each node.',
  async look({ settings }) {
    const address = settings.get(balancerAddress)
    if (address === '') return { well: true, sentence: 'No address of a load balancer is set; nothing was asked.' }
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(7_000) }).catch((error: unknown) => (error as Error).cause ?? error)
    if (!(response instanceof Response)) return { well: false, sentence: `${address} could not be asked: ${(response as Error).message}.` }
    const body = (await response.text()).slice(0, 100)
    const well = response.status === 200 && body === 'OK'
    return { well, sentence: well ? `${address} answered 200 OK.` : `${address} answered ${response.status}, not 200 OK.` }
  },
})

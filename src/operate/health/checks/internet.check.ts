import { check } from '#kernel/check.ts'
import { internetAddress } from '../health.settings.ts'
import type { Surroundings } from '../surroundings.ts'

export const internetCheck = check<Surroundings>({
  id: 'internet', title: 'Internet', about: 'The address set for it answers HEAD with 200.', severity: 'normal',
  remedy: 'Check the way out: proxy, firewall, DNS. Empty the setting monitoring.internet-address where none is wanted.',
  async look({ settings }) {
    const address = settings.get(internetAddress)
    if (address === '') return { well: true, sentence: 'No address is set; nothing was asked.' }
    const response = await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(7_000) }).catch((error: unknown) => (error as Error).cause ?? error)
    if (!(response instanceof Response)) return { well: false, sentence: `${address} could not be asked: ${(response as Error).message}.` }
    return { well: response.status === 200, sentence: `${address} answered ${response.status}.` }
  },
})

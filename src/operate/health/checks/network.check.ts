import { check } from '#kernel/check.ts'
import { reachable } from '#platform/machine/index.ts'
import type { Surroundings } from '../surroundings.ts'

export const networkCheck = check<Surroundings>({
  id: 'network', title: 'Network between nodes', about: 'Every other node of the cluster accepts connections from here.', severity: 'normal',
  remedy: 'Check cables, firewalls and the node named; remove it from the list of nodes when it is gone for good.',
  async look({ peers }) {
    const all = peers()
    if (all.length === 0) return { well: true, sentence: 'This is the only node.', measured: { unreachable: 0 } }
    const outcomes = await Promise.all(all.map(async (peer) => ({ peer, why: await reachable(peer) })))
    const lost = outcomes.filter(({ why }) => why !== undefined)
    return {
      well: lost.length === 0,
      sentence: lost.length === 0 ? `All ${all.length} other nodes can be reached.` : lost.map(({ peer, why }) => `${peer.name} (${peer.host}:${peer.port}) cannot be reached: ${why}.`).join(' '),
      measured: { unreachable: lost.length },
    }
  },
})

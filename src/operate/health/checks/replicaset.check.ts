import { check } from '#kernel/check.ts'
import { reachable } from '#platform/machine/index.ts'
import type { Surroundings } from '../surroundings.ts'

export const replicasetCheck = check<Surroundings>({
  id: 'replicaset', title: 'Database cluster', about: 'Every member of the database cluster accepts connections. Speaks for all nodes.', severity: 'normal',
  remedy: 'Bring the member named back; the cluster has less to fall back on until then.',
  async look({ members }) {
    const all = members()
    const outcomes = await Promise.all(all.map(async (member) => ({ member, why: await reachable(member) })))
    const down = outcomes.filter(({ why }) => why !== undefined)
    return {
      well: down.length === 0,
      sentence: down.length === 0 ? (all.length === 1 ? 'The only member accepts connections.' : `All ${all.length} members accept connections.`) : down.map(({ member, why }) => `${member.host}:${member.port} is down: ${why}.`).join(' '),
      measured: { down: down.length },
    }
  },
})

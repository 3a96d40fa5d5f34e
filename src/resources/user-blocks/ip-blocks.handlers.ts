/** Addresses that were throttled after too many failed sign-ins or sign-ups. */
import { isIP } from 'node:net'
import { implement, Nothing, resource, type Handlers } from '#kernel/operation.ts'
import { Problem, problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { liftThrottles, throttledStages } from '#connections/protection/index.ts'

export const AddressNotBlocked = problem(404, undefined, 'IP address specified is not currently blocked.')

const ipBlocksContract = resource({
  name: 'anomalyBlocks',
  about: 'Addresses that are throttled after too many attempts.',
  operations: {
    checkIp: {
      http: 'GET /anomaly/blocks/ips/:id',
      summary: 'Tell whether an address is throttled',
      scope: 'read:anomaly_blocks',
      throws: [AddressNotBlocked],
    },
    unblockIp: {
      http: 'DELETE /anomaly/blocks/ips/:id',
      summary: 'Let an address try again',
      scope: 'delete:anomaly_blocks',
      returns: Nothing,
    },
  },
})

function address(id: string): string {
  if (isIP(id) === 0) throw new Problem(400, 'invalid_uri', `Path validation error: 'String does not match an address: ${id}' on property id (IPv4 or IPv6 address).`)
  return id
}

const handlers: Handlers<typeof ipBlocksContract, ApiContext> = {
  async checkIp({ params }, ctx) {
    if ((await throttledStages(ctx, address(params.id))).length === 0) throw AddressNotBlocked()
  },

  async unblockIp({ params }, ctx) {
    await liftThrottles(ctx, address(params.id))
  },
}

export const anomalyBlocks = implement<ApiContext, typeof ipBlocksContract>(ipBlocksContract, handlers)

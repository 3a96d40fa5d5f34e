/** Operations on the machine of the node that is asked. */
import { resource } from '#kernel/operation.ts'
import { Closed, OneOf, Type } from '#kernel/schema.ts'

const host = Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9._:-]+$' })

export const machineContract = resource({
  name: 'machine',
  about: 'The machine of the node that is asked.',
  operations: {
    ping: { http: 'GET /machine/ping', summary: 'Ask whether the node answers', scope: 'read:nodes', returns: Type.Object({ message: Type.String() }) },
    nslookup: {
      http: 'GET /machine/nslookup', summary: 'Resolve a name from the node', scope: 'read:nodes', query: Closed({ host }),
      returns: Type.Object({ host: Type.String(), addresses: Type.Array(Type.Object({ address: Type.String(), family: Type.Integer() })), servers: Type.Array(Type.String({ description: 'name servers of the machine' })) }),
    },
    testPort: {
      http: 'GET /machine/test-port', summary: 'Ask whether the node can reach a port', scope: 'read:nodes', query: Closed({ host, port: Type.Integer({ minimum: 1, maximum: 65535 }) }),
      returns: Type.Object({ host: Type.String(), port: Type.Integer(), reachable: Type.Boolean(), sentence: Type.String() }),
    },
    reIp: {
      http: 'POST /machine/hosts', summary: 'Rewrite the addresses of peers in the hosts file of the node', scope: 'update:nodes', status: 200, row: 'restore-snapshots', risk: 'routine',
      body: Closed({ hosts: Type.Array(Closed({ host: Type.String({ minLength: 1, maxLength: 253, pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$' }), ip: Type.String({ maxLength: 45 }) }), { minItems: 1, maxItems: 100 }) }),
      returns: Type.Object({ file: Type.String(), hosts: Type.Array(Type.Object({ host: Type.String(), ip: Type.String(), was: Type.Array(Type.String()), state: OneOf(['changed', 'added', 'unchanged']) })) }),
    },
  },
})

/** What a node must have. The defaults are those of a small installation; large ones agree on more with their provider. */
import { Type } from '#kernel/schema.ts'
import { setting } from '#kernel/setting.ts'

const common = { scope: 'appliance', takesEffect: 'at once' } as const

export const wantedMemory = setting({ ...common, id: 'preflight.memory', title: 'Memory of a node', unit: 'GiB', about: 'The least memory that the preflight asks of a node.', schema: Type.Integer({ minimum: 1, maximum: 4096 }), default: 4 })
export const wantedProcessors = setting({ ...common, id: 'preflight.processors', title: 'Processors of a node', about: 'The fewest processors that the preflight asks of a node.', schema: Type.Integer({ minimum: 1, maximum: 1024 }), default: 2 })
export const wantedDisk = setting({ ...common, id: 'preflight.disk', title: 'Space for data', unit: 'GiB', about: 'The least space on the drive of the data directory that the preflight asks for.', schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }), default: 20 })
export const outboundHosts = setting({ ...common, id: 'preflight.outbound-hosts', title: 'Outbound hosts', about: 'host:port of everything that every node must reach; the preflight tries each.', schema: Type.Array(Type.String({ pattern: '^[^\\s:/]+:[0-9]{1,5}$', description: 'host:port', maxLength: 300 }), { maxItems: 50 }), default: [] })

export const preflightSettings = [wantedMemory, wantedProcessors, wantedDisk, outboundHosts]

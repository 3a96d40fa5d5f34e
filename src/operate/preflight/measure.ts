import { lookup } from 'node:dns/promises'
import { availableParallelism, hostname, networkInterfaces } from 'node:os'
import type { Clock } from '#platform/clock/index.ts'
import { memory, reachable, volumes } from '#platform/machine/index.ts'
import { mailSettings, probeSmtp } from '#platform/mail/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import type { Settings } from '#kernel/setting.ts'
import { outboundHosts, wantedDisk, wantedMemory, wantedProcessors } from './preflight.settings.ts'

/** `item`: of the infrastructure checklist. `node` where it is asked of each. */
export type Found = { item: string; node?: string; met: boolean; value: unknown; sentence: string }

export type Looking = {
  db: Database
  clock: Clock
  settings: Settings
  dataDir: string
  /** Every host name that must lead here. */
  hosts: readonly string[]
  ports: readonly { name: string; port: number }[]
  certificates: () => Promise<{ met: boolean; sentence: string }>
}

type Look = (looking: Looking) => Promise<Omit<Found, 'item' | 'node'>>
const gibibyte = 1024 ** 3
/** Kernels keep a little of the memory that a machine was given. */
const nearly = 0.93

const ofNode: Record<string, Look> = {
  async memory({ settings }) {
    const wanted = settings.get(wantedMemory)
    const total = (await memory()).total / gibibyte
    return { met: total >= wanted * nearly, value: Math.round(total * 10) / 10, sentence: `${total.toFixed(1)} GiB of memory; ${wanted} are wanted.` }
  },
  async processors({ settings }) {
    const [count, wanted] = [availableParallelism(), settings.get(wantedProcessors)]
    return { met: count >= wanted, value: count, sentence: `${count} processors; ${wanted} are wanted.` }
  },
  async drives({ settings, dataDir }) {
    const wanted = settings.get(wantedDisk)
    const [drive] = await volumes([dataDir])
    const total = (drive?.total ?? 0) / gibibyte
    return { met: total >= wanted * nearly, value: Math.round(total), sentence: `The drive of the data directory has ${total.toFixed(0)} GiB; ${wanted} are wanted.` }
  },
  async 'network-card'() {
    const cards = Object.entries(networkInterfaces()).filter(([name, addresses]) => !/^(docker|veth|br-|cni|virbr)/.test(name) && addresses?.some(({ internal }) => !internal)).map(([name]) => name)
    return { met: cards.length === 1, value: cards, sentence: `${cards.length} network cards${cards.length > 0 ? ` (${cards.join(', ')})` : ''}; exactly one is wanted.` }
  },
}

const ofAppliance: Record<string, Look> = {
  async 'dns-names'({ hosts }) {
    const lost = (await Promise.all(hosts.map(async (host) => (/(^|\.)localhost$/.test(host) || (await lookup(host).then(() => true, () => false)) ? undefined : host)))).filter((host) => host !== undefined)
    return { met: lost.length === 0, value: hosts, sentence: lost.length === 0 ? `All ${hosts.length} host names resolve.` : `Do not resolve from here: ${lost.join(', ')}.` }
  },
  async certificates({ certificates }) {
    const { met, sentence } = await certificates()
    return { met, value: null, sentence }
  },
  async smtp({ settings }) {
    const { smtp } = mailSettings(settings)
    if (!smtp) return { met: false, value: null, sentence: 'No mail server is set.' }
    const fault = await probeSmtp(smtp).then(() => undefined, (error: Error) => error.message)
    return { met: fault === undefined, value: `${smtp.host}:${smtp.port}`, sentence: fault ?? `The mail server ${smtp.host}:${smtp.port} let us in.` }
  },
  async ports({ ports }) {
    const closed = (await Promise.all(ports.map(async ({ name, port }) => ((await reachable({ host: '127.0.0.1', port })) === undefined ? undefined : `${name} (${port})`)))).filter((name) => name !== undefined)
    return { met: closed.length === 0, value: ports, sentence: closed.length === 0 ? `Open here: ${ports.map(({ name, port }) => `${name} (${port})`).join(', ')}. Whether they are reached from outside, a firewall decides.` : `Nothing answers on ${closed.join(', ')}.` }
  },
  async clock({ db, clock }) {
    const apart = Math.round(Math.abs(clock.now().getTime() - (await db.one<{ now: Date }>('SELECT now()')).now.getTime()) / 1000)
    return { met: apart <= 30, value: apart, sentence: apart <= 30 ? 'The clocks of node and database agree; an embedded database has the same clock.' : `The clocks of node and database are ${apart} s apart.` }
  },
  async 'outbound-hosts'({ settings }) {
    const wanted = settings.get(outboundHosts)
    if (wanted.length === 0) return { met: true, value: [], sentence: 'No outbound host is listed in preflight.outbound-hosts; nothing was tried.' }
    const lost = (await Promise.all(wanted.map(async (target) => {
      const why = await reachable({ host: target.slice(0, target.lastIndexOf(':')), port: Number(target.slice(target.lastIndexOf(':') + 1)) }, 5_000)
      return why === undefined ? undefined : `${target} (${why})`
    }))).filter((target) => target !== undefined)
    return { met: lost.length === 0, value: wanted, sentence: lost.length === 0 ? `All ${wanted.length} outbound hosts answer.` : `Not reached: ${lost.join(', ')}.` }
  },
}

/** Looks at everything at once; what cannot be looked at is not met, and says why. */
export async function measureNode(looking: Looking): Promise<Found[]> {
  const node = hostname()
  const look = ([item, act]: [string, Look], each: boolean) =>
    act(looking).catch((error: unknown) => ({ met: false, value: null, sentence: `It could not be looked at: ${(error as Error).message}` })).then((found): Found => ({ item, ...(each ? { node } : {}), ...found }))
  return Promise.all([...Object.entries(ofNode).map((entry) => look(entry, true)), ...Object.entries(ofAppliance).map((entry) => look(entry, false))])
}

import { getServers } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { readFile, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { reachable } from '#platform/machine/index.ts'
import type { OperateContext } from '../context/index.ts'
import { rewriteHosts, type Peer } from './hosts-file.ts'
import { machineContract } from './machine.contract.ts'
import { hostsFile } from './machine.settings.ts'

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the machine answers, but nothing listens on this port', ENOTFOUND: 'the name is unknown here', EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'there is no way to it', ENETUNREACH: 'there is no way to its network',
}

function requirePeers(peers: readonly Peer[]): void {
  for (const { host, ip } of peers) {
    if (isIP(ip) === 0) throw new Problem(400, 'invalid_address', `"${ip}" is no IP address; give host:ip[,host:ip…], for example a0-1:10.0.0.21,a0-2:10.0.0.22.`)
    if (host.toLowerCase() === 'localhost') throw new Problem(400, 'invalid_host', 'localhost is this machine itself and keeps its address.')
  }
  const twice = peers.map(({ host }) => host.toLowerCase()).find((host, at, all) => all.indexOf(host) !== at)
  if (twice !== undefined) throw new Problem(400, 'invalid_host', `${twice} is named twice.`)
}

const handlers: Handlers<typeof machineContract, OperateContext> = {
  ping: async () => ({ message: 'PONG' }),

  async nslookup({ query: { host } }) {
    const addresses = await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
      throw new Problem(404, 'unresolved', `${host} cannot be resolved from this node: ${reasons[error.code ?? ''] ?? error.code ?? error.message}. It asks ${getServers().join(', ') || 'no name server'} and its hosts file.`)
    })
    return { host, addresses, servers: getServers() }
  },

  async testPort({ query: { host, port } }) {
    const why = await reachable({ host, port }, 5_000)
    return { host, port, reachable: why === undefined, sentence: why === undefined ? `${host}:${port} can be reached from this node.` : `${host}:${port} cannot be reached from this node: ${reasons[why] ?? why}.` }
  },

  async reIp({ body: { hosts: peers } }, { node }) {
    requirePeers(peers)
    const file = node.settings.get(hostsFile)
    const refuse = (what: string) => (error: NodeJS.ErrnoException) => {
      throw new Problem(409, 'hosts_file', `${file} cannot be ${what} by the appliance (${error.code ?? error.message}); let its user write the file, or name another in network.hosts-file (BAILIWICK_HOSTS_FILE). Nothing was changed.`)
    }
    const { text, hosts } = rewriteHosts(await readFile(file, 'utf8').catch(refuse('read')), peers)
    // Written in place: in containers the file is a mount, over which nothing can be renamed.
    if (hosts.some(({ state }) => state !== 'unchanged')) await writeFile(file, text).catch(refuse('written'))
    return { file, hosts }
  },
}

export const machine = implement<OperateContext, typeof machineContract>(machineContract, handlers)

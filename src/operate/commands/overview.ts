/** What an operator types first: how is it, and who is on it. */
import type { Command } from '#kernel/command.ts'
import { deskCommand, operation, table, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes } from '#kernel/problem.ts'

type NodeView = { id: string; hostname: string; address: string; build: string; state: string; uptime: number; is_this: boolean }
type Sample = { at: string; hostname: string; well: boolean; unwell: Record<string, string> }
type Tenant = { name: string; domain: string; clients: number; connections: number; users: number; logins: number; administrators: number }

const span = (seconds: number): string => (seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`)

export function overviewCommands(tools: CommandTools): Command[] {
  return [
    deskCommand(tools, { name: 'status', about: 'Say how the appliance is: its nodes, and what was not well in the last sample; exit code 1 when something was not.' }, async (desk, _input, print) => {
      const nodes = (await desk.perform('nodes.list', {})) as NodeView[]
      const { items } = (await desk.perform('health.history', {})) as { items: Sample[] }
      const latest = items.filter(({ at }) => at === items[0]?.at)
      const trouble = latest.flatMap(({ hostname, unwell }) => Object.entries(unwell).map(([check, sentence]) => ({ hostname, check, sentence })))
      const well = trouble.length === 0 && nodes.every(({ state }) => state === 'alive')
      print({ well, nodes, trouble }, [
        ...nodes.map((node) => `${node.hostname} (${node.address}) ${node.state}, build ${node.build}, up for ${span(node.uptime)}${node.is_this ? ', asked' : ''}`),
        ...trouble.map(({ hostname, check, sentence }) => `NOT WELL on ${hostname}: ${check}: ${sentence}`),
        latest.length === 0 ? 'No health sample has been taken yet.' : trouble.length === 0 ? `Everything was well at ${latest[0]!.at}.` : 'More: bailiwick doctor --findings',
      ].join('\n'))
      return well ? exitCodes.ok : exitCodes.failed
    }),
    operation(tools, { name: 'tenants', about: 'List the tenants, with counts of what they hold.' }, (desk) => desk.perform('appliance-tenants.list', {}), (all: Tenant[]) =>
      table([['NAME', 'DOMAIN', 'APPLICATIONS', 'CONNECTIONS', 'USERS', 'LOGINS', 'ADMINISTRATORS'], ...all.map((each) => [each.name, each.domain, ...[each.clients, each.connections, each.users, each.logins, each.administrators].map(String)])])),
  ]
}

/** Has every node take up its settings and its build anew: one after the other, or all at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '#kernel/command.ts'
import { deskCommand, table, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

type View = { id: string; hostname: string; state: string; restart?: { state: string; outcome?: string } }

const pending = ({ restart }: View): boolean => restart?.state === 'requested' || restart?.state === 'running'
const nodesOf = async (desk: CommandDesk): Promise<View[]> => (await desk.perform('nodes.list', {})) as View[]

/** Seconds until a node is given up. */
const patience = 300

async function restart(tools: CommandTools, desk: CommandDesk, wanted: readonly View[], total: number, done: number): Promise<View[]> {
  for (const { id } of wanted) await desk.perform('nodes.restart', { params: { id } })
  const ids = new Set(wanted.map(({ id }) => id))
  for (let waited = 0; waited < patience; waited += 1) {
    const now = (await nodesOf(desk)).filter(({ id }) => ids.has(id))
    tools.terminal.progress({ about: 'Nodes renewed', done: done + now.filter((node) => !pending(node)).length, total })
    if (!now.some(pending)) return now
    await sleep(1_000)
  }
  throw new StartFailure(exitCodes.failed, `${wanted.map(({ hostname }) => hostname).join(', ')} did not finish within ${patience} s; bailiwick nodes list shows how it goes. No further node was touched.`)
}

export const forceUpdate = (tools: CommandTools): Command =>
  deskCommand(tools, {
    name: 'force-update', about: 'Replace the web workers of every node that lives, so that all take up their settings anew; sequential unless said otherwise, and stops at the first node that fails.',
    options: [{ name: 'sequential', about: 'One node after the other.' }, { name: 'parallel', about: 'All nodes at once.' }], examples: ['bailiwick -t a0-1 force-update --sequential'],
  }, async (desk, { flags }, print) => {
    if (flags.has('sequential') && flags.has('parallel')) throw new StartFailure(exitCodes.usage, 'say --sequential or --parallel, not both.')
    const nodes = (await nodesOf(desk)).filter(({ state }) => state === 'alive')
    const rounds = flags.has('parallel') ? [nodes] : nodes.map((node) => [node])
    const outcomes: View[] = []
    for (const round of rounds) {
      outcomes.push(...(await restart(tools, desk, round, nodes.length, outcomes.length)))
      if (outcomes.some((node) => node.restart?.state === 'failed')) break
    }
    print(outcomes, table(outcomes.map(({ hostname, restart: how }) => [hostname, how?.state ?? '', how?.outcome ?? ''])))
    return outcomes.length === nodes.length && outcomes.every((node) => node.restart?.state === 'done') ? exitCodes.ok : exitCodes.failed
  })

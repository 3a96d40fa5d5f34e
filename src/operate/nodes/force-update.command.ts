/** Has every node take up its settings and its build anew: one after the other, or all at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '#kernel/command.ts'
import { deskCommand, table, told, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

type View = { id: string; hostname: string; state: string; restart?: { state: string; outcome?: string; requested_at: string } }
type Run = { mode: string; begun_at: string; ended_at?: string; outcome?: string }

/** Seconds until the command gives up watching; the nodes carry on. */
const patience = 900

async function renewed(desk: CommandDesk, { begun_at }: Run): Promise<{ of: View[]; done: View[] }> {
  const of = ((await desk.perform('nodes.list', {})) as View[]).filter(({ state }) => state === 'alive')
  return { of, done: of.filter(({ restart }) => restart !== undefined && restart.requested_at >= begun_at && (restart.state === 'done' || restart.state === 'failed')) }
}

export const forceUpdate = (tools: CommandTools): Command =>
  deskCommand(tools, {
    name: 'force-update', about: 'Replace the web workers of every node that lives, so that all take up their settings anew, as the setting updates.sequential says or as is said here; until it is through, changes of settings go the same way. Stops at the first node that fails.',
    options: [{ name: 'sequential', about: 'One node after the other.' }, { name: 'parallel', about: 'All nodes at once.' }], examples: ['bailiwick -t a0-1 force-update --sequential'],
  }, async (desk, { flags }, print) => {
    if (flags.has('sequential') && flags.has('parallel')) throw new StartFailure(exitCodes.usage, 'say --sequential or --parallel, not both.')
    const mode = flags.has('sequential') ? 'sequential' : flags.has('parallel') ? 'parallel' : undefined
    let run = (await desk.perform('nodes.forceUpdate', { body: mode === undefined ? {} : { mode } })) as Run
    if (run.begun_at === undefined) return told(run, print, () => '')
    for (let waited = 0; run.ended_at === undefined; waited += 1) {
      if (waited > patience) throw new StartFailure(exitCodes.failed, `It is not through after ${patience} s; the nodes carry on, and bailiwick nodes list shows how it goes.`)
      const { of, done } = await renewed(desk, run)
      tools.terminal.progress({ about: 'Nodes renewed', done: done.length, total: of.length })
      await sleep(1_000)
      run = (await desk.perform('nodes.forcedUpdate', {})) as Run
    }
    const { of, done } = await renewed(desk, run)
    print({ ...run, nodes: done }, `${table(done.map(({ hostname, restart: how }) => [hostname, how?.state ?? '', how?.outcome ?? '']))}\n${run.outcome ?? ''}`)
    return done.length === of.length && done.every((node) => node.restart?.state === 'done') ? exitCodes.ok : exitCodes.failed
  })

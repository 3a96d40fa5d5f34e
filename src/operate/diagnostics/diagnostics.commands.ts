import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from '#kernel/command.ts'
import { deskCommand, operation, table, told, word, type CommandDesk, type CommandTools } from '#kernel/desk-command.ts'
import { isDownload } from '#kernel/download.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'

type View = { node: string; hostname?: string; state: string; requested_at: string; finished_at?: string; sentence?: string; name?: string; bytes?: number }

const rows = (all: View[]): string =>
  all.length === 0 ? 'No package was made yet: bailiwick diagnostics create.' : table([['NODE', 'HOST', 'STATE', 'ASKED', 'FILE', 'BYTES', ''], ...all.map((each) => [each.node, each.hostname ?? '', each.state, each.requested_at, each.name ?? '', String(each.bytes ?? ''), each.sentence ?? ''])])

/** The node named, or the only one there is. */
async function nodeOf(desk: CommandDesk, given: string | undefined): Promise<string> {
  if (given) return given
  const all = (await desk.perform('diagnostics.list', {})) as View[]
  if (all.length !== 1) throw new StartFailure(exitCodes.usage, all.length === 0 ? 'No package was made yet: bailiwick diagnostics create.' : `say which node with --node: ${all.map(({ node }) => node).join(', ')}.`)
  return all[0]!.node
}

const node = { name: 'node', value: 'ID', about: 'Id of the node, as `nodes list` shows it.' } as const

export function diagnosticsCommands(tools: CommandTools): Command[] {
  return [
    operation(tools, { name: 'diagnostics list', about: 'List the last diagnostics package of each node.' }, (desk) => desk.perform('diagnostics.list', {}), rows),
    deskCommand(tools, {
      name: 'diagnostics create', about: 'Have diagnostics packages made by every node, or by one; waits until they are there.', options: [node, { name: 'no-wait', about: 'Only ask for them.' }], examples: ['bailiwick -t a0-1 diagnostics create'],
    }, async (desk, { options, flags }, print) => {
      const asked = await desk.perform('diagnostics.create', { body: options['node'] ? { node: options['node'] } : {} })
      let all = asked as View[]
      // As long as a node tries, and a little for taking it up.
      for (let turn = 0; turn < 330 && !flags.has('no-wait') && Array.isArray(all) && all.some(({ state }) => state === 'requested' || state === 'running'); turn += 1) {
        tools.terminal.progress({ about: 'Making packages', done: all.filter(({ state }) => state === 'done' || state === 'failed').length, total: all.length })
        await sleep(1_000)
        all = (await desk.perform('diagnostics.list', {})) as View[]
      }
      told(all, print, rows)
      return Array.isArray(all) && all.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.ok
    }),
    deskCommand(tools, { name: 'diagnostics download', about: 'Save the diagnostics package of a node: appliance-logs-<node>.tar.gz.', options: [node] }, async (desk, { options }, print) => {
      const file = await desk.perform('diagnostics.download', { params: { node: await nodeOf(desk, options['node']) } })
      if (isDownload(file)) print({ file: file.name }, await tools.terminal.save(file))
    }),
    deskCommand(tools, { name: 'diagnostics attach', about: 'Attach the diagnostics package of a node to a support ticket.', options: [node], takesArguments: true, examples: ['bailiwick diagnostics attach T-12'] }, async (desk, input, print) => {
      const ticket = word(input, 'ticket')
      told(await desk.perform('diagnostics.attach', { params: { node: await nodeOf(desk, input.options['node']) }, body: { ticket } }), print, ({ name }: { name: string }) => `${name} was attached to ${ticket}.`)
    }),
  ]
}

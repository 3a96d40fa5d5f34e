import type { Command } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Verdict } from '../journal/index.ts'
import { deskCommand, need, type CommandTools } from '#kernel/desk-command.ts'

const verdictCode = ({ ok }: Verdict): number => (ok ? exitCodes.ok : exitCodes.failed)

function readAnchor(file: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch (error) {
    throw new StartFailure(exitCodes.usage, `${file} is not what \`bailiwick journal anchor\` printed.`, error)
  }
}

export function journalCommands(tools: CommandTools): Command[] {
  return [
    deskCommand(tools, { name: 'journal verify', about: 'Check that no entry was altered, removed or put in between; names the first that is wrong.' }, async (desk, _input, print) => {
      const verdict = (await desk.perform('journal.verify', {})) as Verdict
      print(verdict, verdict.sentence)
      return verdictCode(verdict)
    }),
    deskCommand(tools, { name: 'journal export', about: 'Write the journal as JSON lines, oldest first.', options: [{ name: 'after', value: 'N', about: 'Begin after this entry.', default: '0' }], examples: ['bailiwick journal export > journal.jsonl'] }, async (desk, input) => {
      if (!/^\d{1,15}$/.test(input.options['after'] ?? '')) throw new StartFailure(exitCodes.usage, '--after is the number of an entry.')
      for (let after: number | undefined = Number(input.options['after']); after !== undefined; ) {
        const part = (await desk.perform('journal.export', { query: { after } })) as { lines: string[]; next?: number }
        for (const line of part.lines) tools.terminal.out(`${line}\n`)
        after = part.next
      }
    }),
    deskCommand(tools, { name: 'journal anchor', about: 'Sign the head of the journal; store what is printed where nobody of the appliance can reach it.', examples: ['bailiwick journal anchor > /media/safe/anchor.json'] }, async (desk) => {
      tools.terminal.out(`${JSON.stringify(await desk.perform('journal.anchor', {}), null, 2)}\n`)
    }),
    deskCommand(tools, {
      name: 'journal check', about: 'Check the journal against an anchor that was stored elsewhere.',
      options: [{ name: 'anchor', value: 'FILE', about: 'What `journal anchor` printed.' }, { name: 'public-key', value: 'KEY', about: 'The appliance\'s key as you wrote it down; otherwise its own record of its keys is believed.' }],
    }, async (desk, input, print) => {
      const file = need(input, 'anchor')
      const anchor = readAnchor(file, await tools.terminal.read(file))
      const key = input.options['public-key']
      const verdict = (await desk.perform('journal.check', { body: { anchor, ...(key ? { public_key: key } : {}) } })) as Verdict
      print(verdict, verdict.sentence)
      return verdictCode(verdict)
    }),
  ]
}

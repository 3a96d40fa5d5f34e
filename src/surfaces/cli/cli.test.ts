import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command, type CommandInput } from '#kernel/command.ts'
import { StartFailure } from '#kernel/problem.ts'
import { createBar } from './bar.ts'
import { runCli } from './index.ts'

function harness() {
  const heard: { out: string; err: string; input: CommandInput | undefined } = { out: '', err: '', input: undefined }
  const commands = [
    command({
      name: 'start',
      about: 'Start the appliance.',
      options: [
        { name: 'data-dir', value: 'DIR', about: 'Where data lives.', environment: 'T_DATA', default: './data' },
        { name: 'https-port', value: 'N', about: 'TLS port.', kind: 'port', environment: 'T_PORT', default: '8443' },
        { name: 'json', about: 'Speak JSON.' },
      ],
      run: async (input) => ((heard.input = input), 0),
    }),
    command({ name: 'break', about: 'Fails.', options: [], run: async () => { throw new StartFailure(73, 'The folder cannot be written.') } }),
  ]
  const run = (argv: string[], environment: Record<string, string> = {}) =>
    runCli(commands, argv, environment, { out: (text) => (heard.out += text), err: (text) => (heard.err += text) }, '1.2.3')
  return { heard, run }
}

test('an option wins over the environment, the environment over the default', async () => {
  const { heard, run } = harness()
  assert.equal(await run(['start', '--https-port=0', '--json'], { T_PORT: '9', T_DATA: '/d' }), 0)
  assert.deepEqual(heard.input!.options, { 'data-dir': '/d', 'https-port': '0' })
  assert.ok(heard.input!.flags.has('json'))
})

test('an unknown option is refused with the nearest known one', async () => {
  const { heard, run } = harness()
  assert.equal(await run(['start', '--datadir', 'x']), 64)
  assert.match(heard.err, /unknown option --datadir \(did you mean --data-dir\?\)/)
  assert.equal(heard.input, undefined)
})

test('a bad port names where it came from', async () => {
  const { heard, run } = harness()
  assert.equal(await run(['start'], { T_PORT: '70000' }), 64)
  assert.match(heard.err, /^bailiwick: T_PORT: "70000" is not a port/)
})

test('a missing value, a stray word, an unknown command: exit 64', async () => {
  for (const argv of [['start', '--data-dir'], ['start', 'here'], ['stop']]) {
    const { heard, run } = harness()
    assert.equal(await run(argv), 64, argv.join(' '))
    assert.equal(heard.err.trim().split('\n').length, 1)
  }
})

test('a start failure is one sentence and its exit code', async () => {
  const { heard, run } = harness()
  assert.equal(await run(['break']), 73)
  assert.equal(heard.err, 'bailiwick: The folder cannot be written.\n')
})

test('help lists commands, and a command lists its options with defaults', async () => {
  const { heard, run } = harness()
  assert.equal(await run(['--help']), 0)
  assert.equal(await run(['start', '--help']), 0)
  assert.match(heard.out, /--https-port N\s+TLS port\. \(default 8443; T_PORT\)/)
})

test('a bar shows what was said last, also when it came soon after another; it fits a terminal that does not know its width', async () => {
  const written: string[] = []
  const bar = createBar({ isTTY: true, columns: 0, write: (text) => written.push(text) })
  const about = 'Restoring: The rows are in; 3 of 284 keys and indexes.'
  bar.show({ about: 'Restoring: 1 of 107 tables.', done: 1, total: 100 })
  bar.show({ about, done: 80, total: 100 })
  assert.equal(written.length, 1)
  while (written.length < 2) await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(written[1], `\r\u001b[K${about}  [${'#'.repeat(12)}${'-'.repeat(3)}]  80 %`)
  bar.show({ about, done: 81, total: 100 })
  bar.clear()
  assert.equal(written.at(-1), '\r\u001b[K')
})

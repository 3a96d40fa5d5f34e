/** Every command of the responsibilities, once well and where it matters once wrong, in the order of somebody who looks around. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Said, Typed } from './commands.ts'

/** @param folder for the files that are named. */
export async function walkCommands(type: Typed, folder: string): Promise<void> {
  const well = async (pattern: RegExp, ...words: string[]): Promise<RegExpExecArray> => {
    const { code, out, err } = await type(...words)
    assert.equal(code, 0, `${words.join(' ')}: ${err}${out}`)
    const found = pattern.exec(out)
    assert.ok(found, `${words.join(' ')}: ${out}`)
    return found
  }
  const refusedWith = (pattern: RegExp, { code, err }: Said) => (assert.notEqual(code, 0), assert.match(err, pattern))
  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
    return join(folder, name)
  }

  await well(/^(error|warning) +\S+ /m, 'raci', 'lint')
  await well(/^\| /m, 'raci', 'export')
  await well(/<table/, 'raci', 'export', '--format', 'html')

  const [, checklist] = await well(/It stands in the checklist (chk_\w+)/, 'preflight')
  const { out: found } = await type('preflight')
  for (const item of ['memory', 'processors', 'drives', 'network-card', 'dns-names', 'certificates', 'smtp', 'ports', 'clock', 'outbound-hosts']) assert.match(found, new RegExp(`^(met|NOT MET) +${item} +\\S`, 'm'), `${item}: ${found}`)
  await well(new RegExp(`^${checklist} +pre-installation +\\w+`, 'm'), 'checklists', 'list')
  await well(/^Missing: .+\. \w/m, 'checklists', 'show', checklist!)

  const [, person] = await well(/^(prs_\w+) +Ida +ida@bank\.example +subscriber +developer +invited\nNo letter could be sent; hand this link over yourself: it works once, until .+\nhttps:\S+$/m, 'people', 'invite', 'ida@bank.example', '--name', 'Ida', '--roles', 'developer')
  await well(/^https:\S+$/m, 'people', 'invite-again', person!)
  await well(/Ida Berg .* operations, security/, 'people', 'change', person!, '--name', 'Ida Berg', '--roles', 'operations,security')
  refusedWith(/One organisation/, await type('people', 'move', person!, '--party', 'provider', '--roles', 'support'))
  await well(new RegExp(`^${person} +Ida Berg `, 'm'), 'people', 'list')
  await well(/The person was removed/, 'people', 'remove', person!)
  refusedWith(/no such person/, await type('people', 'remove', 'prs_nobody'))

  const card = JSON.parse((await well(/[^]+/, 'environments', 'card'))[0]) as Record<string, string>
  refusedWith(/card of this appliance; bring the one of the other/, await type('environments', 'pair', write('card.json', card)))
  refusedWith(/altered/, await type('environments', 'pair', write('card.json', { ...card, name: 'elsewhere' })))
  refusedWith(/nothing-there.json cannot be read \(ENOENT\)/, await type('environments', 'pair', join(folder, 'nothing-there.json')))

  await well(/^This appliance reports to no console\. Its key is \w+/, 'reporting', 'show')
  refusedWith(/reports to no console; pair it/, await type('reporting', 'now'))
  refusedWith(/\w/, await type('reporting', 'pair', write('card.json', card), '--consent', 'build'))
  await well(/Nothing was said/, 'reporting', 'instructions')

  const [, ticket] = await well(/^(T-\d+) +Logins are slow\nseverity 2 \(\w+\), open; next step: provider, answer due /, 'tickets', 'open', 'Logins', 'are', 'slow', '--severity', '2', '--users', 'most', '--description', 'Since 9 a password takes 20 seconds')
  refusedWith(/production/, await type('tickets', 'open', 'Down', '--severity', '1', '--users', 'all', '--description', 'Nobody can sign in', '--critical', write('critical.json', { business_process: 'Admissions', workaround: false, contact: 'Ann', phone: '+41 44 000 00 00' })))
  await well(/And since 10 nobody/, 'tickets', 'comment', ticket!, '--text', 'And since 10 nobody gets in at all')
  await well(/trace\.har is attached: 2 bytes, SHA-256 [0-9a-f]{64}/, 'tickets', 'attach', ticket!, write('trace.har', '{}'))
  await well(/atc_\w+ +trace\.har +2 bytes/, 'tickets', 'show', ticket!)
  const file = JSON.parse((await well(/[^]+/, 'tickets', 'export', ticket!))[0]) as { signature: string }
  refusedWith(/\w/, await type('tickets', 'import', write('case.json', { ...file, signature: `${file.signature.slice(0, -4)}AAAA` })))
  await well(new RegExp(`^${ticket} +severity 2 +\\w+ `, 'm'), 'tickets', 'list')
  await well(/closed/, 'tickets', 'close', ticket!)
  refusedWith(/closed/, await type('tickets', 'comment', ticket!, '--text', 'Once more'))

  const input = JSON.stringify({ body: { 'alerts.after': 4 } })
  const [, task] = await well(/^(tsk_\w+) /, 'tasks', 'propose', 'settings.update', '--input', input, '--reason', 'Less noise')
  const shown = await type('tasks', 'approve', task!)
  assert.equal(shown.code, 1, 'nothing was signed off')
  assert.match(shown.out, /^ {2}alerts\.after: 4$/m, 'who signs sees what is changed')
  const [, plan] = /--plan ([0-9a-f]{64})/.exec(shown.out)!
  refusedWith(/type "settings\.update" to confirm/, await type('tasks', 'approve', task!, '--plan', plan!))
  refusedWith(/changed|plan/, await type('tasks', 'approve', task!, '--plan', '0'.repeat(64), '--confirm', 'settings.update'))
  await well(/^approved since/m, 'tasks', 'approve', task!, '--plan', plan!, '--confirm', 'settings.update')
  await well(/^done since .+\nEvery step was done\.$/m, 'tasks', 'run', task!)
  await well(/^done since/m, 'tasks', 'show', task!)
  await well(new RegExp(`^${task} +done +settings\\.update `, 'm'), 'tasks', 'list')
  const [hidden] = await well(/[^]+/, 'tasks', 'propose', 'settings.update', '--input', JSON.stringify({ body: { 'mail.smtp-password': 'hunter2' } }))
  assert.match(hidden, /^ {2}mail\.smtp-password: \*{5}$/m)
  refusedWith(/JSON/, await type('tasks', 'propose', 'settings.update', '--input', '{'))
  refusedWith(/nothing\.at-all/, await type('tasks', 'propose', 'nothing.at-all'))
  const [, other] = await well(/^(tsk_\w+) /, 'tasks', 'propose', 'settings.update', '--input', input)
  await well(/^declined|^failed|^expired/m, 'tasks', 'decline', other!, '--reason', 'Not needed')

  await well(/There are no access windows/, 'access', 'list')
  const anchor = write('anchor.json', (await well(/[^]+/, 'journal', 'anchor'))[0])
  await well(/^The journal contains what was anchored/, 'journal', 'check', '--anchor', anchor)
  refusedWith(/is not what `bailiwick journal anchor` printed/, await type('journal', 'check', '--anchor', write('torn.json', '{')))
  const lines = (await well(/[^]+/, 'journal', 'export', '--after', '2'))[0].trimEnd().split('\n')
  assert.match(lines[0]!, /^\{"hash":"[0-9a-f]{64}","entry":\{.*"seq":3[,}]/)
  await well(/^The journal is whole: \d+ entries/, 'journal', 'verify')
  await well(/No key is authorised/, 'cli-keys', 'list')
}

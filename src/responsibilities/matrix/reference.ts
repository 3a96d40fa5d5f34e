import { asMarkdown } from './export.ts'
import { gates } from './gates.ts'
import { lint } from './lint.ts'
import { rows } from './rows.ts'

/** The text of `docs/reference/raci.md`: the matrix as shipped, what the linter says of it, and every gate. */
export function raciReference(): string {
  return [
    '# The responsibility matrix',
    '',
    'Generated from the declarations; do not edit. R does it and nobody else can; A answers for it and signs off; C is asked before; I is told.',
    'This is version 1, as shipped. `bailiwick raci show` prints the version in force.',
    '',
    asMarkdown(rows, { provider: 'Provider', subscriber: 'Subscriber', version: 1 }),
    '## What the linter says of it', '',
    'The published matrix cannot be executed as it stands; each gap is reported here and settled by a written rule, never in silence.', '',
    '| row | level | finding |', '|---|---|---|',
    ...lint(rows).map(({ row, level, sentence }) => `| \`${row}\` | ${level} | ${sentence} |`),
    '',
    '## Gates', '',
    'A gate that nobody vouched for is closed. `measured` by the appliance, `attested` by a person, `either`.', '',
    '| gate | condition | by | remedy |', '|---|---|---|---|',
    ...Object.entries(gates).map(([id, gate]) => `| \`${id}\` | ${gate.title} | ${gate.by} | ${gate.remedy} |`),
    '',
  ].join('\n')
}

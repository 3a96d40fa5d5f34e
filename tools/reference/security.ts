/** `docs/reference/security.md` from the titles of the tests. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recommendations, type Recommendation } from './security-recommendations.ts'

export type NamedTest = { file: string; title: string; tags: string[]; todo: boolean }

/** The tests of a file with their tags: `test('[RFC 9700 2.1.1] [other] title', …`. */
export function testsIn(file: string, source: string): NamedTest[] {
  return [...source.matchAll(/^\s*test\((['"`])((?:\\.|(?!\1)[^\\])+)\1,\s*(\{[^{}]*\})?/gm)].flatMap(([, , raw = '', options = '']) => {
    const text = raw.replace(/\\(.)/g, '$1').replace(/\$\{[^}]*\}/g, '…')
    const tags = [...(/^(?:\[[^\]]+\] )*/.exec(text)?.[0] ?? '').matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] ?? '')
    const title = text.replace(/^(?:\[[^\]]+\] )*/, '')
    return [{ file, title, tags, todo: /\btodo:/.test(options) }]
  })
}

export function table(tests: readonly NamedTest[], listed: readonly Recommendation[]): { text: string; faults: string[] } {
  const faults: string[] = []
  const sections = new Set(listed.map(({ section }) => section))
  const rfc = (tag: string) => /^RFC 9700 (.+)$/.exec(tag)?.[1]
  for (const test of tests) for (const tag of test.tags) {
    const section = rfc(tag)
    if (section !== undefined && !sections.has(section)) faults.push(`${test.file}: "${test.title}" names section ${section}, which is not in tools/reference/security-recommendations.ts`)
  }
  const named = ({ title, file }: NamedTest) => `${escape(title)} ([${file.replace(/^.*\//, '').replace(/\.(test|checks)\.ts$/, '')}](../../${file}))`
  const rows = listed.map((each) => {
    const found = tests.filter((test) => !test.todo && test.tags.some((tag) => rfc(tag) === each.section))
    const proof = each.proof ? found.filter(({ title }) => each.proof!.test(title)) : found
    if (proof.length === 0 && each.notYet === undefined) faults.push(`section ${each.section}, "${each.what}": neither a test nor a reason`)
    const cell = [...proof.map(named), ...(each.notYet === undefined ? [] : [`${proof.length > 0 ? 'not yet in full' : 'not yet'}: ${escape(each.notYet)}`])].join('<br>')
    return `| ${each.section} | ${escape(each.what)} | ${cell} |`
  })
  const others = new Map<string, NamedTest[]>()
  for (const test of tests) for (const tag of test.tags) if (rfc(tag) === undefined) others.set(tag, [...(others.get(tag) ?? []), test])
  const further = [...others].sort(([a], [b]) => a.localeCompare(b, 'en')).map(([tag, ofTag]) => `| ${escape(tag)} | ${ofTag.map((test) => (test.todo ? `not yet: ${named(test)}` : named(test))).join('<br>')} |`)
  const races = tests.filter(({ file }) => file.startsWith('test/races/'))
  const text = [
    '# Security: what is recommended, and the test that shows it',
    '',
    'Generated from the titles of the tests by `npm run reference`; do not edit. Each test runs over HTTP against the started product.',
    '',
    '## RFC 9700, section by section',
    '',
    'Recommendations to authorization servers, and those to clients and APIs as far as a server decides about them, in our words.',
    '',
    '| section | recommendation | tests |',
    '|---|---|---|',
    ...rows,
    '',
    '## Further attacks',
    '',
    '| what | tests |',
    '|---|---|',
    ...further,
    '',
    '## Races, over four processes',
    '',
    ...races.map((test) => `- ${test.todo ? 'not yet: ' : ''}${named(test)}`),
    '',
  ].join('\n')
  return { text, faults }
}

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')

/** @throws Error when a tag names a section that is not listed, or a recommendation has neither a test nor a reason */
export function security(root: string): string {
  const tests = ['test/security', 'test/races'].flatMap((folder) =>
    readdirSync(join(root, folder)).filter((name) => /\.(test|checks)\.ts$/.test(name)).sort().flatMap((name) => testsIn(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'))),
  )
  if (tests.length === 0) throw new Error('There are no tests to make a table of.')
  const { text, faults } = table(tests, recommendations)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return text
}

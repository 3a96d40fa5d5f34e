/**
 * `npm run bench:dashboard`: how soon a page of the dashboard can be used after signing in, and how long the API takes for a page of 100,000 users.
 *
 *   npm run bench:dashboard              some minutes
 *   npm run bench:dashboard -- --write   also writes docs/reference/benchmarks-dashboard.md
 *
 * A figure that is not reached fails nothing: a benchmark on a busy machine is no test.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { provide, tools } from '../../tools/provide.ts'
import { ensureDashboard } from '../../tools/dashboard.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { dashboardPerson, newPerson, type DashboardPerson } from '../dashboard/person.ts'
import { withDatabase } from '../dashboard/past.ts'
import { shellOf } from '../dashboard/shell.ts'
import { searchOf } from '../../dashboard/src/pages/users/search-text.ts'
import type { SignInFields } from '../sign-in.ts'
import { describeMachine, family, load, processorTime } from './machine.ts'

const people = 100_000
const rounds = 15
/** Each signs in anew, twice the shell and everything on the page. */
const visits = 5
const wantedPage = 1_000
const wantedList = 200

const chromium = provide(tools.find(({ environment }) => environment === 'CHROME_PATH')!)
if (!('path' in chromium)) throw new Error(chromium.missing)
process.env['CHROME_PATH'] = chromium.path
const { launch } = await import('../browser.ts')
await ensureDashboard()

const averageLoad = load()
const began = performance.now()
const tell = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`)
const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN
/** `cost`: milliseconds of processor time of the whole appliance, database included, for one; what the machine does besides does not count. */
type Measured = { what: string; times: number[]; wanted: number; cost?: number }
const shown = ({ what, times, wanted, cost }: Measured) => `${what}: median ${middle(times).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms${cost === undefined ? '' : `, ${cost.toFixed(0)} ms of processor time`} (wanted ${wanted})`

/** A tenant's people in one statement each for rows and identities, as an import would leave them. */
const populate = (appliance: Appliance) => withDatabase(appliance, async (db) => {
  await db.execute(
    `INSERT INTO users (tenant_id, user_id, connection, email, email_verified, name, nickname, given_name, family_name, logins_count, last_login, created_at, user_metadata, app_metadata)
     SELECT t.id, 'auth0|' || lpad(n::text, 24, '0'), 'Username-Password-Authentication', 'person.' || n || '@example.com', n % 3 > 0, 'Person ' || n, 'person.' || n, 'Person', 'Number ' || n,
            n % 40, now() - make_interval(secs => (n * 7919) % 2592000), now() - make_interval(secs => n * 60), jsonb_build_object('theme', CASE n % 2 WHEN 0 THEN 'dark' ELSE 'light' END), jsonb_build_object('plan', (ARRAY['free', 'team', 'company'])[1 + n % 3])
     FROM tenants t, generate_series(1, $1::int) AS n WHERE t.name = 'main'`, [people])
  await db.execute(
    `INSERT INTO user_identities (tenant_id, user_id, provider, identity_id, connection, is_social)
     SELECT tenant_id, user_id, 'auth0', substr(user_id, 7), connection, false FROM users u WHERE NOT EXISTS (SELECT FROM user_identities i WHERE i.tenant_id = u.tenant_id AND i.user_id = u.user_id) AND tenant_id = (SELECT id FROM tenants WHERE name = 'main')`)
  await db.execute('ANALYZE users')
  await db.execute('ANALYZE user_identities')
})

/** As the page of users asks. */
const lists: [what: string, query: string][] = [
  ['first page', 'page=0&per_page=25'],
  ['page 20', 'page=19&per_page=25'],
  ['the last page that can be reached', 'page=39&per_page=25'],
  ['latest sign-in first', 'page=0&per_page=25&sort=last_login:-1'],
  ['newest first', 'page=0&per_page=25&sort=created_at:-1'],
  ['search for the beginning of an address', `page=0&per_page=25&q=${encodeURIComponent('email:person.4711*')}`],
  ['what somebody types into the search field: 4711', `page=0&per_page=25&q=${encodeURIComponent(searchOf('4711') ?? '')}`],
  ['search by metadata', `page=0&per_page=25&q=${encodeURIComponent('app_metadata.plan:company AND logins_count:>30')}`],
]

async function measureLists(ann: DashboardPerson, appliance: Appliance): Promise<Measured[]> {
  const used = () => processorTime(family(appliance.process.pid ?? 0).map(({ pid }) => pid))
  const measured: Measured[] = []
  for (const [what, query] of lists) {
    const times: number[] = []
    const before = used()
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now()
      const { status, body } = await ann.tenant<{ total?: number; users?: unknown[] }>('main', `GET /users?${query}&include_totals=true`)
      times.push(performance.now() - start)
      if (status !== 200 || !body.users?.length) throw new Error(`${what}: ${status} ${JSON.stringify(body).slice(0, 300)}`)
    }
    measured.push({ what, times, wanted: wantedList, cost: ((used() - before) / rounds) * 1000 })
    tell(shown(measured.at(-1)!))
  }
  return measured
}

/** Runs before the page's own code: notes when its heading stands and nothing says any more that it loads. */
const watcher = `
  new MutationObserver(() => {
    const ready = document.querySelector('h1') && !document.querySelector('[aria-label="Loading"]')
    if (ready && globalThis.usableAt === undefined) globalThis.usableAt = performance.now()
    if (!ready) globalThis.usableAt = undefined
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label'] })`

/** Milliseconds from sending the password (a page's own clock begins where its navigation did, before all redirects) until the page can be used. */
async function measurePage(browser: Browser, appliance: Appliance, person: SignInFields, address: string): Promise<{ first: number; again: number }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  try {
    const page = await context.newPage()
    await page.addInitScript(watcher)
    const usable = async () => {
      await page.waitForURL((url) => url.pathname === address)
      await page.waitForFunction(() => (globalThis as { usableAt?: number }).usableAt !== undefined)
      return page.evaluate(() => (globalThis as unknown as { usableAt: number }).usableAt)
    }
    // The login page is of another host; the dashboard's shell was only seen as far as it takes to be sent there.
    await page.goto(`${appliance.manageOrigin}${address}`)
    await page.locator('input[name=username]').fill(person.email)
    const password = page.locator('input[name=password]')
    if (!(await password.isVisible())) await page.keyboard.press('Enter')
    await password.fill(person.password)
    await page.keyboard.press('Enter')
    const first = await usable()
    await page.reload()
    return { first, again: await usable() }
  } finally {
    await context.close()
  }
}

const appliance = await startAppliance({ options: ['--workers', '2'], patience: 180_000 })
const browser = await launch()
try {
  const person = await newPerson(appliance, 'ann@example.com', { first: true })
  const ann = await dashboardPerson(appliance, person)
  await ann.must('PUT /guide/name', { state: 'skipped' })
  await populate(appliance)
  tell(`${people.toLocaleString('en')} users`)
  const users = await measureLists(ann, appliance)
  const pages: Measured[] = []
  for (const address of ['/tenants/main', '/tenants/main/users', '/configuration', '/configuration/health']) {
    const [first, again]: [number[], number[]] = [[], []]
    for (let round = 0; round < visits; round += 1) {
      const seen = await measurePage(browser, appliance, person, address)
      first.push(seen.first)
      again.push(seen.again)
    }
    pages.push({ what: `${address}, after signing in`, times: first, wanted: wantedPage }, { what: `${address}, loaded again`, times: again, wanted: wantedPage })
    for (const each of pages.slice(-2)) tell(shown(each))
  }
  if (process.argv.includes('--write')) writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference', 'benchmarks-dashboard.md'), report(users, pages))
} finally {
  await browser.close()
  await appliance.stop()
}

function report(users: readonly Measured[], pages: readonly Measured[]): string {
  const rows = (all: readonly Measured[]) => all.map(({ what, times, wanted, cost }) => `| ${what} | ≤ ${wanted} ms | ${middle(times).toFixed(0)} ms | ${Math.min(...times).toFixed(0)} ms | ${Math.max(...times).toFixed(0)} ms | ${cost === undefined ? '–' : `${cost.toFixed(0)} ms`} | ${middle(times) <= wanted ? 'yes' : 'no'} |`).join('\n')
  const head = '| | target | median | best | worst | processor time | reached by the median |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |'
  return `# How fast the dashboard is

Written by \`npm run bench:dashboard -- --write\`, on ${new Date().toISOString().slice(0, 10)}; ${rounds} rounds of each list, ${visits} of each page. When it began, the load of the machine was ${averageLoad.toFixed(1)}, when it ended
${load().toFixed(1)}: beyond one a processor, times are those of waiting as much as of work.

${describeMachine().map((line) => `- ${line}`).join('\n')}

## A page of ${people.toLocaleString('en')} users at the API

From sending the request to the parsed answer, totals included, over HTTPS through the dashboard's own host. Processor time is that of the whole appliance, its
database and background work included, for one request; it says what the same takes on a machine with nothing else to do.

${head}
${rows(users)}

## From the sign-in to a page that can be used

From the moment in which the form with the password is sent, until the heading of the page stands and nothing says any more that it loads: the check of
the password (argon2id), both redirects, the exchange of the code, the person's rights, the code of the page and its first answers are all in it. The shell
is in the browser's cache, because it was the shell that sent the person to the login page. Chromium on the same two processors, everything over HTTPS.
“Loaded again” is a reload of the page, with the session found anew.

${head}
${rows(pages)}

The shell itself is ${Math.round(shellOf(join(import.meta.dirname, '..', '..', 'dashboard', 'dist')).bytes / 1024)} KB, compressed; a test keeps it below 300.
`
}

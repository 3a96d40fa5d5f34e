/** A browser window in which a person is signed in to the dashboard; remembers what went wrong in it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import type { Appliance } from '../appliance.ts'
import type { SignInFields } from '../sign-in.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What runs in the page sees it so; the tests know no DOM. */
type Drawn = { document: { documentElement: { getAttribute(name: string): string | null }; querySelector(selector: string): { getAttribute(name: string): string | null } | null; getAnimations(): { effect: { getComputedTiming(): { iterations: number } } | null }[] } }

export type DashboardWindow = {
  page: Page
  look(look: { width: number; dark: boolean }): Promise<void>
  /** To another page of the dashboard; resolves when it stands and everything it asked for has come. */
  go(address: string): Promise<void>
  /** What the console, the network and axe have to say since this was asked last. */
  trouble(): Promise<string[]>
  close(): Promise<void>
}

type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] }

/** The browser's own words when a silent sign-in is answered at the moment in which the page that asked is left. */
const answerToNobody = /^Failed to execute 'postMessage' on 'DOMWindow': .* does not match the recipient window's origin \('null'\)\.$/

export async function openDashboard(browser: Browser, appliance: Appliance, person: SignInFields, start = '/'): Promise<DashboardWindow> {
  // The appliance's own authority is trusted by the clients in Node; Chromium would have to be given it.
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const heard: string[] = []
  let under = 0
  const ours = (url: string) => new URL(url).hostname.endsWith(appliance.bootstrap.base_domain)
  page.on('console', (message) => {
    if ((message.type() === 'error' || message.type() === 'warning') && !answerToNobody.test(message.text())) heard.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => void heard.push(`error: ${error.message}`))
  page.on('request', (request) => {
    under += 1
    if (!request.url().startsWith('data:') && !ours(request.url())) heard.push(`a request to another host: ${request.url()}`)
  })
  const over = () => void (under -= 1)
  page.on('requestfinished', over)
  page.on('requestfailed', (request) => {
    over()
    // A page that is left takes its requests with it.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') heard.push(`request failed: ${request.url()} ${request.failure()?.errorText}`)
  })
  page.on('response', (response) => response.status() >= 400 ? void heard.push(`HTTP ${response.status()}: ${response.url()}`) : undefined)

  const quiet = async () => {
    await page.locator('h1').first().waitFor()
    // What has come may ask for more, and a part that is fetched late shows that it loads only then: both have to be still at once.
    for (let still = 0; still < 3;) {
      await page.waitForTimeout(25)
      still = under <= 0 && (await page.evaluate<boolean>(`document.querySelector('[aria-label="Loading"], .mantine-Skeleton-root') === null`)) ? still + 1 : 0
    }
  }

  await page.goto(`${appliance.manageOrigin}${start}`)
  await page.waitForURL(/\/u\/login/)
  await page.locator('input[name=username]').fill(person.email)
  const password = page.locator('input[name=password]')
  if (!(await password.isVisible())) await page.keyboard.press('Enter')
  await password.fill(person.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.hostname.startsWith('manage.') && url.pathname !== '/callback')
  await quiet()

  return {
    page,
    async look({ width, dark }) {
      await page.setViewportSize({ width, height: width < 600 ? 740 : 900 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
      // The page hears of the scheme a moment later, and colours on their way from one to the other have no contrast that anybody sees.
      await page.waitForFunction((scheme) => {
        const { document } = globalThis as unknown as Drawn
        return document.documentElement.getAttribute('data-mantine-color-scheme') === scheme && document.getAnimations().every(({ effect }) => effect?.getComputedTiming().iterations === Infinity)
      }, dark ? 'dark' : 'light')
    },
    async go(address) {
      const to = JSON.stringify(address)
      await page.evaluate(`history.pushState({}, '', ${to}); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`)
      await page.waitForURL((url) => url.pathname + url.search === address)
      // The page before stands until the next one's file has come.
      await page.waitForFunction((path) => {
        const shown = (globalThis as unknown as Drawn).document.querySelector('[data-address]')?.getAttribute('data-address')
        return typeof shown !== 'string' || decodeURIComponent(shown) === decodeURIComponent(path)
      }, address.split('?')[0]!)
      await quiet()
    },
    async trouble() {
      const said = heard.splice(0)
      // Injected by the test, past the page's own policy, which allows no such thing.
      // It stays until the page is loaded anew: reading it costs more than running it.
      if (await page.evaluate('typeof axe') === 'undefined') await page.evaluate(`${axe}; 0`)
      const violations = await page.evaluate(`axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })) })))`) as Violation[]
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      const cut = await page.evaluate<string[]>(`innerWidth > 600 ? [] : [...document.querySelectorAll('.cards-scroll')].filter((table) => table.scrollWidth > table.clientWidth + 1).map((table) => table.getAttribute('aria-label'))`)
      return [
        ...said,
        ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary?.split('\n').slice(1, 2).join('').trim()}`).slice(0, 3).join(' | ')}`),
        ...cut.map((table) => `the table “${table}” has to be pushed sideways`),
        ...(wide > 0 ? [`the page is ${wide} px wider than the window`] : []),
      ]
    },
    close: () => context.close(),
  }
}

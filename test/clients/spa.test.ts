// `@auth0/auth0-spa-js`, its bundle unmodified, in Chromium against the real pages: over HTTPS, and over plain HTTP on loopback as a first visitor meets it.
import { after, before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Appliance } from '../appliance.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { launch, withoutBrowser } from '../browser.ts'
import { furnished, type Application } from '../management.ts'
import { serveSpa, type SpaApp } from './spa-app.ts'

type Options = { domain: string; clientId: string; useRefreshTokens?: boolean; cacheLocation?: string; authorizationParams?: object }

for (const secure of [true, false]) {
  describe(`auth0-spa-js over ${secure ? 'HTTPS' : 'plain HTTP on loopback'}`, { skip: withoutBrowser }, () => {
    let appliance: Appliance
    let house: Awaited<ReturnType<typeof furnished>>
    let browser: Browser
    let context: BrowserContext
    let page: Page
    let app: SpaApp
    let registered: Application
    let options: Options

    before(async () => {
      appliance = await sharedAppliance()
      house = await furnished(appliance)
      app = await serveSpa(`app.${appliance.bootstrap.base_domain}`, secure, () => options)
      registered = await house.application({
        name: 'Single page', app_type: 'spa', token_endpoint_auth_method: 'none', callbacks: [`${app.origin}/`], allowed_logout_urls: [`${app.origin}/`], web_origins: [app.origin],
        grant_types: ['authorization_code', 'refresh_token'],
        refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2592000, idle_token_lifetime: 1296000, infinite_token_lifetime: false, infinite_idle_token_lifetime: false },
      })
      options = { domain: secure ? appliance.main.domain : appliance.httpOrigin, clientId: registered.client_id }
      browser = await launch()
      // The application's own certificate is made up; the appliance's is verified by the clients that run in Node.
      context = await browser.newContext({ ignoreHTTPSErrors: true })
      page = await context.newPage()
      page.setDefaultTimeout(20_000)
    })
    after(async () => {
      await browser?.close()
      await app?.close()
    })

    const state = async (wanted: RegExp) => {
      const words = page.locator('#state')
      await words.waitFor()
      await page.waitForFunction(`document.querySelector('#state').textContent !== 'loading'`)
      assert.match((await words.textContent()) ?? '', wanted)
    }
    const open = async (more: Partial<Options> = {}) => {
      options = { domain: options.domain, clientId: options.clientId, ...more }
      await page.goto(`${app.origin}/`)
      // The client is made by a script that waits for answers of its own.
      await state(/^signed/)
    }
    /** Leaves for the login page, signs in there, and comes back. */
    const login = async () => {
      await page.evaluate(`void client.loginWithRedirect({ appState: { from: 'test' }, authorizationParams: { prompt: 'login' } })`)
      await page.locator('input[name=username]').fill(house.person.email)
      const password = page.locator('input[name=password]')
      if (!(await password.isVisible())) await page.keyboard.press('Enter')
      await password.fill(house.person.password)
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => url.origin === app.origin || url.pathname === '/u/consent')
      if (new URL(page.url()).pathname === '/u/consent') {
        await page.locator('button[name=action][value=accept], button[value=accept]').first().click()
        await page.waitForURL((url) => url.origin === app.origin)
      }
    }
    const renewed = () => page.evaluate<string>(`client.getTokenSilently({ cacheMode: 'off' })`)

    test('redirect login', async () => {
      await open()
      await state(/^signed out$/)
      await login()
      await state(new RegExp(`^signed in: ${house.person.email}$`))
      assert.deepEqual(await page.evaluate('window.appState'), { from: 'test' })
      const claims = await page.evaluate<Record<string, unknown>>('client.getIdTokenClaims()')
      assert.equal(claims['iss'], `${secure ? appliance.origin : appliance.httpOrigin}/`)
      assert.equal(claims['sub'], house.person.user_id)
    })

    test('silent renewal in an iframe, also after a reload with an empty memory', async () => {
      const first = await page.evaluate<string>('client.getTokenSilently()')
      const second = await renewed()
      assert.notEqual(second, first)
      await page.reload()
      await state(/^signed in/)
    })

    test('refresh tokens: renewal asks /oauth/token, no iframe', async () => {
      await open({ useRefreshTokens: true, cacheLocation: 'localstorage', authorizationParams: { scope: 'openid profile email offline_access' } })
      await login()
      await state(/^signed in/)
      const asked: string[] = []
      page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
      const first = await renewed()
      const second = await renewed()
      assert.notEqual(first, second)
      assert.ok(asked.includes('POST /oauth/token'), asked.join(', '))
      assert.ok(!asked.includes('GET /authorize'), asked.join(', '))
    })

    test('logout ends the session for good', async () => {
      await page.evaluate(`void client.logout({ logoutParams: { returnTo: location.origin + '/' } })`)
      await page.waitForURL(`${app.origin}/`)
      await open()
      await state(/^signed out$/)
      const refusal = await page.evaluate<string>(`client.getTokenSilently({ cacheMode: 'off' }).then(() => 'renewed', (error) => error.error)`)
      assert.equal(refusal, 'login_required')
    })
  })
}

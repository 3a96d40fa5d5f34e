// The dashboard as its people use it: real pages, real server; what a click did is looked up through the API.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Route } from 'playwright-core'
import { withoutBrowser } from '../browser.ts'
import { serveSpa } from '../clients/spa-app.ts'
import { newPerson } from './person.ts'
import { openScene, type Scene } from './stage.ts'
import { openDashboard } from './window.ts'

const password = 'Correct-Horse-7-Battery'

describe('the tenant area of the dashboard', { skip: withoutBrowser }, () => {
  let scene: Scene
  let { appliance, browser, ann, window } = {} as Scene
  before(async () => {
    scene = await openScene()
    ;({ appliance, browser, ann, window } = scene)
  })
  after(() => scene?.close())

  test('a developer, from nothing to a person who is signed in to the application', async () => {
    const { page } = window
    await window.go('/tenants/main/applications')
    await page.getByRole('button', { name: 'Create application' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Shop window')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'Shop window' }).waitFor()
    const clientId = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')

    let options: { domain: string; clientId: string } = { domain: appliance.main.domain, clientId }
    const spa = await serveSpa(`app.${appliance.bootstrap.base_domain}`, true, () => options)
    try {
      await page.getByRole('tab', { name: 'Settings' }).click()
      await page.getByLabel('Callback URLs').fill(`${spa.origin}/`)
      await page.getByLabel('Web origins').fill(spa.origin)
      await page.locator('section', { has: page.getByRole('heading', { name: 'Addresses' }) }).getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved.').first().waitFor()
      const saved = await ann.tenant<{ callbacks: string[]; web_origins: string[] }>('main', `GET /clients/${clientId}`)
      assert.deepEqual([saved.body.callbacks, saved.body.web_origins], [[`${spa.origin}/`], [spa.origin]])

      await ann.tenant('main', 'POST /users', { connection: 'Username-Password-Authentication', email: 'first@example.com', password, email_verified: true })
      const visitor = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
      await visitor.goto(`${spa.origin}/`)
      await visitor.waitForFunction(`document.querySelector('#state').textContent !== 'loading'`)
      await visitor.evaluate('void client.loginWithRedirect()')
      await visitor.locator('input[name=username]').fill('first@example.com')
      if (!(await visitor.locator('input[name=password]').isVisible())) await visitor.keyboard.press('Enter')
      await visitor.locator('input[name=password]').fill(password)
      await visitor.keyboard.press('Enter')
      await visitor.waitForURL((url) => url.origin === spa.origin)
      await visitor.getByText('signed in: first@example.com').waitFor()
      await visitor.context().close()
    } finally {
      options = { ...options }
      await spa.close()
    }
  })

  test('an administrator creates a user, finds and blocks them; the list and the log say so', async () => {
    const { page } = window
    await window.go('/tenants/main/users')
    await page.getByRole('button', { name: 'Create user' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail address').fill('hedy@example.com')
    await dialog.getByRole('textbox', { name: 'Password' }).fill('short')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.locator('input[type=password][aria-invalid="true"]').waitFor()
    await dialog.getByText('At least 8 characters in length').waitFor()
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'hedy@example.com' }).waitFor()
    await page.getByRole('button', { name: 'Block', exact: true }).press('Enter')
    await page.getByRole('button', { name: 'Unblock' }).waitFor()
    await page.locator('button:focus', { hasText: 'Unblock' }).waitFor()

    await window.go('/tenants/main/users')
    await page.getByRole('searchbox').fill('hedy')
    await page.waitForURL(/q=hedy/)
    await page.getByRole('row', { name: /first@example.com/ }).waitFor({ state: 'detached' })
    const row = page.getByRole('row', { name: /hedy@example.com/ })
    await row.getByText('blocked').waitFor()
    assert.equal(await page.getByRole('row').count(), 2, 'the heading and one person')
    await page.reload()
    await page.getByRole('row', { name: /hedy@example.com/ }).waitFor()
    assert.equal(await page.getByRole('searchbox').inputValue(), 'hedy', 'the list is found as it was left')
    const found = await ann.tenant<{ blocked?: boolean }[]>('main', 'GET /users?q=email:hedy@example.com')
    assert.equal(found.body[0]?.blocked, true)
  })

  test('what destroys asks for the name', async () => {
    const { page } = window
    const made = await ann.tenant<{ client_id: string }>('main', 'POST /clients', { name: 'Short-lived', app_type: 'spa' })
    await window.go(`/tenants/main/applications/${made.body.client_id}?tab=settings`)
    await page.getByRole('button', { name: 'Delete application' }).click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: 'Delete application' })
    assert.equal(await confirm.getAttribute('aria-disabled'), 'true')
    await dialog.getByRole('textbox').fill('Short-lived')
    await confirm.click()
    await page.waitForURL(/\/applications$/)
    assert.equal((await ann.tenant('main', `GET /clients/${made.body.client_id}`)).status, 404)
  })

  test('by keyboard alone: the palette leads to a page', async () => {
    const { page } = window
    await window.go('/tenants/main')
    await page.keyboard.press('Control+k')
    await page.getByRole('textbox', { name: /Go to a page/ }).or(page.getByPlaceholder('Go to a page or a tenant')).first().fill('roles')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor()
  })

  test('by keyboard alone: a user is found by a part of the name and given a role', async () => {
    const { page } = window
    const role = await ann.tenant<{ id: string }>('main', 'POST /roles', { name: 'Clerk' })
    const made = await ann.tenant<{ user_id: string }>('main', 'POST /users', { connection: 'Username-Password-Authentication', email: 'lovelace@example.com', name: 'Ada Countess', password })
    await window.go(`/tenants/main/roles/${role.body.id}?tab=users`)
    // What the walks before provoked is theirs.
    await window.trouble()
    await page.getByRole('button', { name: 'Give to a user' }).press('Enter')
    const field = page.getByRole('combobox', { name: 'User' })
    await field.waitFor()
    await page.keyboard.type('nobody such')
    await page.getByText('Nobody is called so.').waitFor()
    await field.press('Control+a')
    await page.keyboard.type('countess')
    const option = page.getByRole('option', { name: 'lovelace@example.com' })
    await page.locator('[role=option][data-combobox-selected]', { hasText: 'lovelace@example.com' }).waitFor()
    assert.equal(await page.getByRole('option').count(), 1, 'nobody else is called so')
    assert.equal(await field.getAttribute('aria-activedescendant'), await option.getAttribute('id'))
    assert.deepEqual(await window.trouble(), [])
    await page.keyboard.press('Enter')
    await option.waitFor({ state: 'detached' })
    assert.equal(await field.inputValue(), 'lovelace@example.com')
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: /lovelace@example.com/ }).waitFor()
    const given = await ann.tenant<{ user_id: string }[]>('main', `GET /roles/${role.body.id}/users`)
    assert.deepEqual(given.body.map(({ user_id: id }) => id), [made.body.user_id])
  })

  test('a file that cannot be fetched: a sentence and a way to load again; after an update the page loads itself again, once', async () => {
    const theirs = await openDashboard(browser, appliance, ann)
    const { page } = theirs
    const again = page.getByRole('alert').locator('..').getByRole('button', { name: 'Load again' })
    let loads = 0
    page.on('request', (request) => void (loads += request.isNavigationRequest() && request.frame() === page.mainFrame() ? 1 : 0))
    const said = async (sentence: string) => {
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor()
      await page.locator('button:focus', { hasText: 'Load again' }).waitFor()
    }
    try {
      // What every page is shown by, and one page's own file.
      for (const file of ['begin', 'matrix'] as const) {
        const files = `**/assets/${file}-*.js`
        // The page may load itself again before it is done loading: only that the first load has begun is waited for.
        const reach = () => (file === 'begin' ? page.reload({ waitUntil: 'commit' }) : page.evaluate(`history.pushState({}, '', '/configuration/matrix'); dispatchEvent(new PopStateEvent('popstate', { state: {} }))`))
        await page.route(files, (route) => route.abort('connectionreset'))
        await reach()
        await said('could not be fetched')
        const trouble = (await theirs.trouble()).filter((each) => !/^request failed: |^console: (Failed to load resource|.*Failed to fetch dynamically imported module)/.test(each))
        assert.deepEqual(trouble, [], 'the page\'s own policy and axe have nothing to say')
        await page.unroute(files)
        await again.click()
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.getByRole('alert').waitFor({ state: 'detached' })

        // Another build answers by now, and in this window its file is not there either.
        if (file === 'matrix') await page.goto(`${appliance.manageOrigin}/tenants/main/roles`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        const present = (route: Route) => (route.request().resourceType() === 'fetch' ? route.fulfill({ contentType: 'text/html', body: `<!doctype html><script type="module" src="/assets/index-after-${file}.js"></script>` }) : route.continue())
        await page.route(`${appliance.manageOrigin}/`, present)
        await page.route(files, (route) => route.abort('connectionreset'))
        loads = 0
        await reach()
        await said('belongs to the version before')
        assert.equal(loads, file === 'begin' ? 2 : 1, 'the page loaded itself again, once')
        await page.unrouteAll()
        await again.click()
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.getByRole('alert').waitFor({ state: 'detached' })
      }

      // What comes late stays in its place: the chart in its section, the palette in a corner; the page goes on.
      for (const part of ['day-chart', 'command-palette']) await page.route(`**/assets/${part}-*`, (route) => route.abort('connectionreset'))
      await page.goto(`${appliance.manageOrigin}/tenants/main`)
      await page.locator('section', { has: page.getByRole('heading', { name: 'By day' }) }).getByRole('alert').filter({ hasText: 'could not be fetched' }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('alert').nth(1).filter({ hasText: 'could not be fetched' }).waitFor()
      await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor()
      await page.unrouteAll()

      // Without the first script nobody is there who could say it: the page does by itself, when some seconds have gone by.
      await page.route('**/assets/index-*.js', (route) => route.abort('connectionreset'))
      await page.reload()
      const itself = page.getByRole('main')
      assert.equal(await page.evaluate('document.querySelector("main").getAnimations().map((each) => (each.finish(), each.animationName)).join()'), 'late')
      await itself.getByText('takes longer to begin than it should').waitFor()
      await page.unrouteAll()
      await itself.getByRole('link', { name: 'Load again' }).click()
      await page.getByRole('heading', { level: 1 }).waitFor()
      assert.equal(await itself.getByText('takes longer').count(), 0)
    } finally {
      await theirs.close()
    }
  })

  test('an API’s page gives a token, and the token opens the API', async () => {
    const { page } = window
    const servers = await ann.tenant<{ id: string; identifier: string }[]>('main', 'GET /resource-servers')
    const own = servers.body.find(({ identifier }) => identifier.endsWith('/api/v2/'))
    assert.ok(own)
    await window.go(`/tenants/main/apis/${own.id}?tab=test`)
    await page.getByRole('button', { name: 'Get a token' }).click()
    await page.getByText(/^Valid for /).waitFor()
    const token = await page.locator('.code-block').first().innerText()
    assert.equal((await fetch(`${appliance.origin}/api/v2/clients`, { headers: { authorization: `Bearer ${token.trim()}` } })).status, 200)
  })

  test('the options of a connection that is no database stand in fields where they are known, and are kept as they are written', async () => {
    const { page } = window
    const more = { kept: { as: 'written' } }
    // A strategy that has a field for the scope, and one that has none.
    for (const [strategy, field, further, kept] of [['google-oauth2', 'email', {}, { ...more, scope: ['email'], client_id: 'abc' }], ['samlp', undefined, { scope: ['email'] }, more]] as const) {
      const made = await ann.tenant<{ id: string }>('main', 'POST /connections', { name: `walk-${strategy}`, strategy, options: { scope: ['email'] } })
      assert.equal(made.status, 201, JSON.stringify(made.body))
      await window.go(`/tenants/main/connections/${made.body.id}`)
      await page.getByRole('heading', { name: `walk-${strategy}` }).waitFor()
      const options = page.getByLabel('Further options')
      assert.deepEqual(JSON.parse((await options.inputValue()) || '{}'), further)
      if (field) {
        assert.equal(await page.getByLabel('Scope', { exact: true }).inputValue(), field)
        await page.getByLabel('Client id').fill('abc')
      }
      await options.fill('{ "scope": ')
      await page.getByLabel('Shown as', { exact: true }).fill(`By ${strategy}`)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText(/^This is not JSON/).waitFor()
      await options.fill(JSON.stringify(more))
      await Promise.all([page.waitForResponse((reply) => reply.request().method() === 'PATCH' && reply.ok()), page.getByRole('button', { name: 'Save' }).click()])
      const now = await ann.tenant<{ options: unknown; display_name: string }>('main', `GET /connections/${made.body.id}`)
      assert.deepEqual([now.body.options, now.body.display_name], [kept, `By ${strategy}`])
      await page.reload()
      await options.waitFor()
      assert.deepEqual(JSON.parse(await options.inputValue()), more)
    }
  })

  test('a viewer reads, and each button that does not work says why', async () => {
    const { link } = await ann.must<{ link: string }>('POST /tenants/main/administrators', { email: 'vera@example.com', role: 'viewer' })
    const theirs = await openDashboard(browser, appliance, await newPerson(appliance, 'vera@example.com', { link }))
    try {
      await theirs.go('/tenants/main/applications')
      const button = theirs.page.getByRole('button', { name: 'Create application' }).first()
      assert.equal(await button.getAttribute('aria-disabled'), 'true')
      await button.focus()
      await theirs.page.getByText('You are a viewer of this tenant, who may not do this. Ask one of its administrators.').first().waitFor()
      await theirs.page.keyboard.press('Enter')
      assert.equal(await theirs.page.getByRole('dialog').count(), 0)
      await theirs.page.getByRole('link', { name: 'Shop window' }).waitFor()
    } finally {
      await theirs.close()
    }
  })

  test('whoever touches nothing is signed out, and has to sign in again', async () => {
    const { page } = window
    const place = () => page.locator('meta[name="bailiwick-place"]').getAttribute('content')
    await page.clock.install()
    // The setting reaches the pages that are loaded from now on, each worker in its own time. What the person did in the minutes before counts against it: the longer limit lets the session in, and loading the page under it renews that.
    for (const minutes of [30, 2, 1]) {
      await ann.must('PATCH /settings', { 'sessions.dashboard-timeout': minutes })
      do await page.reload()
      while (!new RegExp(`"idle_minutes":${minutes}\\b`).test((await place()) ?? ''))
      await page.locator('h1').first().waitFor()
    }
    await page.locator('h1').first().waitFor()
    await page.clock.fastForward(40_000)
    await page.evaluate(`globalThis.heard = new Promise((resolve) => { new BroadcastChannel('presence').onmessage = () => resolve(true) }); 0`)
    await page.keyboard.press('Shift')
    await page.evaluate('heard')
    await page.clock.fastForward(40_000)
    assert.equal(new URL(page.url()).hostname.startsWith('manage.'), true, 'whoever works stays')
    await page.clock.fastForward(61_000)
    await page.waitForURL(/\/u\/login/)
    await page.locator('input[name=username]').waitFor()
  })
})

// Every page of the sitemap, for each kind of person: no error in the console, no failed request, nothing that axe-core finds (WCAG 2.2 A and AA), light and dark, narrow and wide.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { startAppliance, type Appliance } from '../appliance.ts'
import { launch, withoutBrowser } from '../browser.ts'
import './built.ts'
import { dashboardPerson, newPerson, type DashboardPerson } from './person.ts'
import { furnish, type Furnished } from './furnish.ts'
import { openDashboard, type DashboardWindow } from './window.ts'
import { addressesOf } from './sitemap.ts'

describe('every page of the dashboard', { skip: withoutBrowser }, () => {
  let appliance: Appliance
  let browser: Browser
  let ann: DashboardPerson
  let things: Furnished
  before(async () => {
    appliance = await startAppliance({ options: ['--workers', '2'] })
    browser = await launch()
    ann = await dashboardPerson(appliance, await newPerson(appliance, 'ann@example.com', { first: true }))
    things = await furnish(ann)
  })
  after(async () => {
    await browser?.close()
    await appliance?.stop()
  })

  const looks = [{ width: 1440, dark: false }, { width: 360, dark: true }]
  const sweep = async (window: DashboardWindow, addresses: readonly string[], seen: readonly (typeof looks)[number][] = looks) => {
    const found: string[] = []
    for (const look of seen) {
      await window.look(look)
      for (const address of addresses) {
        await window.go(address)
        found.push(...(await window.trouble()).map((each) => `${address} (${look.width} px, ${look.dark ? 'dark' : 'light'}): ${each}`))
      }
    }
    assert.deepEqual(found, [])
  }

  test('as an administrator who operates the appliance', async () => {
    const window = await openDashboard(browser, appliance, ann)
    try {
      await sweep(window, addressesOf(things))
    } finally {
      await window.close()
    }
  })

  // The same pages with fewer buttons: one look each is enough, and a sweep has its time.
  for (const [index, role] of (['developer', 'support', 'viewer'] as const).entries()) {
    test(`as ${role}`, async () => {
      const email = `${role}@example.com`
      const { link } = await ann.must<{ link: string }>('POST /tenants/main/administrators', { email, role })
      const window = await openDashboard(browser, appliance, await newPerson(appliance, email, { link }))
      try {
        await sweep(window, addressesOf(things).filter((address) => address.startsWith('/tenants/')), [looks[index % looks.length]!])
      } finally {
        await window.close()
      }
    })
  }

  test('as somebody who administers nothing', async () => {
    const { link, user_id: id } = await ann.must<{ link: string; user_id: string }>('POST /tenants/main/administrators', { email: 'gone@example.com', role: 'viewer' })
    const person = await newPerson(appliance, 'gone@example.com', { link })
    await ann.must(`DELETE /tenants/main/administrators/${encodeURIComponent(id)}`)
    const window = await openDashboard(browser, appliance, person)
    try {
      await sweep(window, ['/'])
      await window.page.getByRole('heading', { name: 'Nothing to open yet' }).waitFor()
    } finally {
      await window.close()
    }
  })
})

import { after, before, describe, test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { openSite, sweep, tenantPages, withRole, type Site } from './sweep.ts'

describe('every page of a tenant', { skip: withoutBrowser }, () => {
  let site: Site
  before(async () => (site = await openSite()))
  after(() => site?.close())

  test('as developer', async () => sweep(site, await withRole(site, 'developer'), tenantPages(site.things)))

  // What they may not do is not shown; the rest is drawn as for the others, so they look at each page in one way, in turn.
  for (const role of ['support', 'viewer']) test(`as ${role}`, async () => sweep(site, await withRole(site, role), tenantPages(site.things), { once: true }))

  test('as somebody who administers nothing', async () => {
    const person = await withRole(site, 'administrator')
    await site.ann.must(`DELETE /tenants/main/administrators/${encodeURIComponent(person.id)}`)
    await sweep(site, person, ['/'], { last: ({ page }) => page.getByRole('heading', { name: 'Nothing to open yet' }).waitFor() })
  })
})

import { after, before, describe, test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { openSite, sweep, tenantPages, withRole, type Site } from './sweep.ts'

describe('every page of a tenant', { skip: withoutBrowser }, () => {
  let site: Site
  before(async () => (site = await openSite()))
  after(() => site?.close())

  for (const role of ['support', 'viewer']) test(`as ${role}`, async () => sweep(site, await withRole(site, role), tenantPages(site.things)))

  test('as somebody who administers nothing', async () => {
    const person = await withRole(site, 'administrator')
    await site.ann.must(`DELETE /tenants/main/administrators/${encodeURIComponent(person.id)}`)
    await sweep(site, person, ['/'], ({ page }) => page.getByRole('heading', { name: 'Nothing to open yet' }).waitFor())
  })
})

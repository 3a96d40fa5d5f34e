import { test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { addressesOf } from './sitemap.ts'
import { openSite, sweep } from './sweep.ts'

test('every page of the dashboard, as an administrator who operates the appliance', { skip: withoutBrowser }, async () => {
  const site = await openSite()
  try {
    await sweep(site, site.ann, addressesOf(site.things))
  } finally {
    await site.close()
  }
})

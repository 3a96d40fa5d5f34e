import { test } from 'node:test'
import { withoutBrowser } from '../browser.ts'
import { configurationPages, openSite, sweep } from './sweep.ts'

test('every page of the configuration area, as somebody who operates the appliance', { skip: withoutBrowser }, async () => {
  const site = await openSite()
  try {
    await sweep(site, site.ann, configurationPages(site.things))
  } finally {
    await site.close()
  }
})

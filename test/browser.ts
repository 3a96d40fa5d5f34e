/** Chromium for tests. `npm test` finds or installs it and sets CHROME_PATH; without it the tests that need it are skipped, which CI refuses. */
import { chromium, type Browser } from 'playwright-core'

export const chromePath = process.env['CHROME_PATH']

/** For `test(name, { skip: withoutBrowser }, …)`. */
export const withoutBrowser: string | false = chromePath ? false : 'CHROME_PATH is not set: run by npm test, or set it'

/** One switch holds all of these, and what is given here replaces the driver's own list: first that list. */
const without = [
  'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'PaintHolding',
  'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch',
  // A second of processor time for each window: Chromium draws its own address bar as a page, which nobody sees here.
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup',
]

export function launch(): Promise<Browser> {
  if (!chromePath) throw new Error(String(withoutBrowser))
  const root = process.getuid?.() === 0
  return chromium.launch({
    executablePath: chromePath,
    // Chromium's own sandbox refuses to work for root; every page here is ours.
    args: ['--disable-dev-shm-usage', `--disable-features=${without.join(',')}`, ...(root ? ['--no-sandbox'] : [])],
  })
}

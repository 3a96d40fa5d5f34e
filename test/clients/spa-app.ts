/**
 * A single-page application as its developer would write it: the SDK's own bundle from npm, one page, no build.
 * Served from a host that is same-site with the tenant, as silent renewal by iframe needs.
 */
import { createServer as createPlain, type RequestListener } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { systemClock } from '#platform/clock/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'
import { temporaryFolder } from '../appliance.ts'

const bundle = readFileSync(join(createRequire(import.meta.url).resolve('@auth0/auth0-spa-js/package.json'), '..', 'dist', 'auth0-spa-js.production.js'))

export type SpaApp = { origin: string; close(): Promise<void> }

/** `options()` is asked at each page load: the SDK's constructor options as JSON. */
export async function serveSpa(host: string, secure: boolean, options: () => object): Promise<SpaApp> {
  const listener: RequestListener = (request, response) => {
    if (request.url === '/auth0-spa-js.js') response.setHeader('content-type', 'text/javascript').end(bundle)
    else if (request.url === '/favicon.ico') response.writeHead(404).end()
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(page(options()))
  }
  const server = secure ? createSecure(await certificate(host), listener) : createPlain(listener)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `${secure ? 'https' : 'http'}://${host}:${port}`,
    close: () => new Promise((closed) => {
      server.closeAllConnections()
      server.close(() => closed())
    }),
  }
}

const page = (options: object) => `<!doctype html><title>Application</title><p id="state">loading</p>
<script src="/auth0-spa-js.js"></script>
<script type="module">
  const show = (text) => { document.querySelector('#state').textContent = text }
  try {
    const client = await auth0.createAuth0Client({ ...${JSON.stringify(options)}, authorizationParams: { redirect_uri: location.origin + '/', ...${JSON.stringify((options as { authorizationParams?: object }).authorizationParams ?? {})} } })
    window.client = client
    if (/[?&](code|error)=/.test(location.search)) {
      const { appState } = await client.handleRedirectCallback()
      window.appState = appState
      history.replaceState({}, '', '/')
    }
    const user = await client.getUser()
    show(user ? 'signed in: ' + user.email : 'signed out')
  } catch (error) {
    show('failed: ' + error.error + ': ' + error.message)
  }
</script>`

/** A certificate of a private CA of the application's own; the browser is told to take it. */
async function certificate(host: string): Promise<{ key: string; cert: string }> {
  const folder = temporaryFolder()
  try {
    return await ensureCertificates({ folder, hosts: [host], clock: systemClock })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

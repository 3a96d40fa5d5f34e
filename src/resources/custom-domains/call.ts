/** Calls a custom domain as an application would: by its name, over TLS with a certificate that is believed. */
import type { Addresses } from '#platform/addresses/index.ts'

export async function callDomain(addresses: Pick<Addresses, 'httpsPort'>, domain: string): Promise<{ success: boolean; message?: string }> {
  const origin = `https://${domain}${addresses.httpsPort === 443 ? '' : `:${addresses.httpsPort}`}`
  try {
    const response = await fetch(`${origin}/.well-known/openid-configuration`, { redirect: 'manual', signal: AbortSignal.timeout(7_000) })
    const found = response.ok ? ((await response.json().catch(() => ({}))) as { issuer?: unknown }) : {}
    return found.issuer === `${origin}/` ? { success: true } : { success: false, message: `${origin} answers, but it is not this tenant that answers there.` }
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    return { success: false, message: `${origin} could not be called: ${cause?.code ?? (error as Error).name}.` }
  }
}

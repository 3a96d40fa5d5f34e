/** The code that people type (RFC 8628 section 6.1): the tenant's charset and mask, read back generously. */
import { tenantSettings } from '#resources/tenants/index.ts'
import { digest } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

/** No vowels, no look-alikes. */
const charsets = { base20: 'BCDFGHJKLMNPQRSTVWXZ', digits: '0123456789' }
/** Fewer characters than these would be guessed. */
const fewest = { base20: 8, digits: 9 }

export function newUserCode(ctx: Pick<TenantContext, 'tenant' | 'random' | 'settings'>): string {
  const { charset, mask } = format(ctx)
  const letters = charsets[charset]
  return mask.replace(/\*/g, () => pick(ctx, letters))
}

/** What was typed without separators, in capitals. */
export const normalised = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 40)

export const userCodeHash = (code: string): Buffer => digest(`user code ${normalised(code)}`)

function format(ctx: Pick<TenantContext, 'tenant' | 'settings'>): { charset: keyof typeof charsets; mask: string } {
  const set = tenantSettings(ctx).device_flow
  const charset = set?.charset === 'digits' ? 'digits' : 'base20'
  const mask = set?.mask ?? ''
  const enough = (mask.match(/\*/g)?.length ?? 0) >= fewest[charset] && mask.length <= 20
  return { charset, mask: enough ? mask : charset === 'digits' ? '***-***-***' : '****-****' }
}

/** Without bias: bytes beyond the last whole multiple are drawn again. */
function pick(ctx: Pick<TenantContext, 'random'>, letters: string): string {
  const limit = 256 - (256 % letters.length)
  for (;;) {
    const byte = ctx.random.bytes(1)[0]!
    if (byte < limit) return letters[byte % letters.length]!
  }
}

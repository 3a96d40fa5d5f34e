/**
 * URLs that applications and tenants register. They decide where codes, tokens and people are sent (RFC 9700 section 2.1),
 * so what could match more than its author meant is refused here, before it is stored.
 */
import { Type } from '#kernel/schema.ts'

/** A browser would run these, not follow them. */
const executable = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'about:', 'view-source:'])

/** `https://*.example.com` and `https://{organization_name}.example.com` as an ordinary URL; undefined when the wildcard stands elsewhere. */
function withoutPlaceholders(text: string): string | undefined {
  const plain = text.replace(/\{organization_name\}/g, 'organization').replace(/\{custom_domain_name\}/g, 'custom-domain')
  if (!plain.includes('*')) return /[{}]/.test(plain) ? undefined : plain
  // One wildcard, leftmost label, with at least two labels after it: `*.com` would be half the internet.
  const match = /^([a-z][a-z0-9+.-]*:\/\/)\*\.([^/?#*:]+\.[^/?#*:.]+(?::\d+)?(?:[/?][^*]*)?)$/i.exec(plain)
  return match ? `${match[1]}wildcard.${match[2]}` : undefined
}

function parsed(text: string): URL | undefined {
  // Control characters and backslashes are read differently by different parsers.
  if (/[\s\\]/.test(text)) return undefined
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) < 0x21) return undefined
  const plain = withoutPlaceholders(text)
  const url = plain === undefined ? undefined : URL.parse(plain)
  if (!url || executable.has(url.protocol) || url.username !== '' || url.password !== '') return undefined
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname === '' ? undefined : url
}

/** RFC 6749 section 3.1.2: absolute, without a fragment. */
export const isCallback = (text: string): boolean => parsed(text) !== undefined && !text.includes('#')
export const isUrl = (text: string): boolean => parsed(text) !== undefined
const isHttpsOrEmpty = (text: string): boolean => text === '' || parsed(text)?.protocol === 'https:'
const isWebOrEmpty = (text: string): boolean => text === '' || /^https?:$/.test(parsed(text)?.protocol ?? '')

const url = (format: string, holds: (text: string) => boolean) =>
  Type.Refine(Type.String({ format, maxLength: 2048 }), holds, () => format)

export const CallbackUrl = url('callback-url', isCallback)
export const UrlWithPlaceholders = url('url-with-placeholders', isUrl)
export const HttpsUriOrEmpty = url('absolute-https-uri-with-placeholders-or-empty', isHttpsOrEmpty)
export const WebUriOrEmpty = url('absolute-uri-or-empty', isWebOrEmpty)

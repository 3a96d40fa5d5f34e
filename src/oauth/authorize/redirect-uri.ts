/**
 * Whether a redirect URI is one of the application's (RFC 9700 section 4.1.3: exact string comparison). Two documented exceptions:
 * a `*` in the leftmost label of a registered http(s) host stands for part of that one label; a native application's loopback address
 * may carry any port (RFC 8252 section 7.3).
 */
export function matchesCallback(uri: string, registered: readonly string[], options: { native: boolean }): boolean {
  if (!acceptable(uri)) return false
  // A placeholder stands for something else, never for itself: no browser is to be sent to a host called `*`.
  return registered.some((callback) => (uri === callback && !uri.includes('*')) || matchesWildcard(uri, callback) || (options.native && matchesLoopback(uri, callback)))
}

/** Absolute, without fragment (RFC 6749 section 3.1.2), without line breaks, and nothing a browser would run. */
function acceptable(uri: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[a-z][a-z0-9+.-]*:[^\s#\\\u0000-\u001f\u007f]+$/i.test(uri) && !/^(javascript|data|vbscript|blob|file|about|view-source):/i.test(uri)
}

function matchesWildcard(uri: string, callback: string): boolean {
  const parts = /^(https?:\/\/)([a-z0-9-]*)\*([a-z0-9-]*)(\.[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?(?:[/?].*)?)$/i.exec(callback)
  if (!parts || callback.indexOf('*') !== callback.lastIndexOf('*')) return false
  const [, scheme = '', prefix = '', suffix = '', rest = ''] = parts
  const start = scheme + prefix
  const end = suffix + rest
  if (!uri.startsWith(start) || !uri.endsWith(end) || uri.length <= start.length + end.length) return false
  return /^[a-z0-9-]+$/i.test(uri.slice(start.length, uri.length - end.length))
}

const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?((?:[/?].*)?)$/

function matchesLoopback(uri: string, callback: string): boolean {
  const asked = loopback.exec(uri)
  const known = loopback.exec(callback)
  return asked !== null && known !== null && asked[1] === known[1] && asked[2] === known[2]
}

/** The origin of an http(s) address; undefined for an application's own scheme. */
export function webOrigin(uri: string): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : undefined
}

/** Addresses that any program on the person's own machine may claim: nothing there can be verified. */
export function isUnverifiable(uri: string): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return true
  return url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || /^127(\.\d+){3}$/.test(url.hostname) || url.hostname === '[::1]'
}

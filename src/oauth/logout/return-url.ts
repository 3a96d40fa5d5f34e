/**
 * Whether a person may be sent to a URL after logout: one of the registered ones. Query and fragment do not count; scheme and host regardless of case,
 * path exactly; `*` stands for the leftmost label of the host, or part of it.
 */
export function isAllowedReturn(url: string, allowed: readonly string[]): boolean {
  const asked = comparable(url)
  return asked !== undefined && allowed.some((each) => matches(asked, each))
}

type Comparable = { scheme: string; host: string; path: string }

/** undefined for what no browser should be sent to. */
function comparable(url: string): Comparable | undefined {
  // A browser would read a backslash as a slash and drop line breaks: such a URL is not what it seems.
  // oxlint-disable-next-line no-control-regex
  if (/[\\\s\u0000-\u001f\u007f]/.test(url)) return undefined
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)/i.exec(url)
  if (!parts || parts[2]!.includes('@')) return undefined
  const scheme = parts[1]!.toLowerCase()
  if (['javascript', 'data', 'vbscript', 'blob', 'file'].includes(scheme)) return undefined
  return { scheme, host: withoutDefaultPort(scheme, parts[2]!.toLowerCase()), path: parts[3]! === '/' ? '' : parts[3]! }
}

const withoutDefaultPort = (scheme: string, host: string): string =>
  (scheme === 'https' && host.endsWith(':443')) || (scheme === 'http' && host.endsWith(':80')) ? host.slice(0, host.lastIndexOf(':')) : host

function matches(asked: Comparable, allowed: string): boolean {
  const known = comparable(allowed)
  if (!known || known.scheme !== asked.scheme || known.path !== asked.path) return false
  // A placeholder stands for something else, never for itself.
  if (known.host === asked.host) return !asked.host.includes('*')
  const star = /^([a-z0-9-]*)\*([a-z0-9-]*)(\.[a-z0-9-]+\.[a-z0-9.-]+(?::\d+)?)$/.exec(known.host)
  if (!star || (known.scheme !== 'http' && known.scheme !== 'https')) return false
  const [, prefix = '', suffix = '', rest = ''] = star
  const end = suffix + rest
  if (!asked.host.startsWith(prefix) || !asked.host.endsWith(end) || asked.host.length <= prefix.length + end.length) return false
  return /^[a-z0-9-]+$/.test(asked.host.slice(prefix.length, asked.host.length - end.length))
}

/** The names a leaf must carry. */

/**
 * One wildcard covers every present and future tenant. The fixed names stand beside it, because some clients refuse
 * a wildcard directly under a name with one label (`*.localhost`).
 */
export function hostsFor(baseDomain: string, names: readonly string[]): string[] {
  const fixed = names.map((name) => `${name}.${baseDomain}`)
  return [...new Set([`*.${baseDomain}`, baseDomain, ...fixed, 'localhost', '127.0.0.1', '::1'])]
}

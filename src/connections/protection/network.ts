/**
 * What counts as one address: an IPv4 address; of IPv6 the network of 64 bits, because whoever has one address of it has them all.
 * `2001:db8:1:2:ab::9` becomes `2001:db8:1:2::/64`. What is no address counts as itself.
 */
import { isIPv6 } from 'node:net'

export function networkOf(ip: string): string {
  const [bare = ip] = ip.split('%')
  if (!isIPv6(bare) || bare.includes('.')) return bare.slice(0, 64)
  const [head = '', tail] = bare.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

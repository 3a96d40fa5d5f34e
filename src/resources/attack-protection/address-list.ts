/** Lists of addresses and CIDR ranges, as allow lists are written. */
import { BlockList, isIP } from 'node:net'

export type AddressList = (ip: string) => boolean

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** The entry if it is neither an address nor a range. */
export const malformed = (entries: readonly string[]): string | undefined => entries.find((entry) => !add(new BlockList(), entry))

/** Entries that are malformed are not obeyed; the Management API refuses them. */
export function addressList(entries: readonly string[]): AddressList {
  if (entries.length === 0) return () => false
  const list = new BlockList()
  for (const entry of entries) add(list, entry)
  return (ip) => isIP(ip) !== 0 && list.check(ip, familyOf(ip))
}

function add(list: BlockList, entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/')
  if (isIP(address) === 0 || rest.length > 0) return false
  if (bits === undefined) list.addAddress(address, familyOf(address))
  else if (!/^\d{1,3}$/.test(bits) || Number(bits) > (isIP(address) === 6 ? 128 : 32)) return false
  else list.addSubnet(address, Number(bits), familyOf(address))
  return true
}

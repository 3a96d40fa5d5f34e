/** An NTP server as the line of a configuration names it: address, port, options. */
import { isIP } from 'node:net'

export type TimeServer = { host: string; port: number; /** Seconds between two questions: at first, and at most. */ every: number; atMost: number }

const name = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/
const plain = new Set(['burst', 'iburst', 'prefer', 'true', 'noselect', 'preempt'])

/** A sentence when it cannot be read. The smallest poll that ntpd takes is 4; 3, which samples show, counts as 4. */
export function readServer(line: string): TimeServer | string {
  const [address = '', ...options] = line.trim().split(/\s+/)
  const { host, port } = split(address)
  if (!(isIP(host) || name.test(host)) || !Number.isInteger(port) || port < 1 || port > 65_535) return `"${address}" is no name or address of a server`
  let [least, most] = [6, 10]
  while (options.length > 0) {
    const option = options.shift()!
    if (plain.has(option)) continue
    if (option !== 'minpoll' && option !== 'maxpoll' && option !== 'version' && option !== 'key') return `"${option}" is no option of ntpd`
    const value = Number(options.shift())
    if (!Number.isInteger(value) || value < 0) return `${option} needs a whole number`
    if (option === 'minpoll') least = Math.min(17, Math.max(4, value))
    if (option === 'maxpoll') most = Math.min(17, Math.max(4, value))
  }
  return { host, port, every: 2 ** least, atMost: 2 ** Math.max(least, most) }
}

function split(address: string): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(address)
  if (bracketed) return { host: bracketed[1]!, port: Number(bracketed[2] ?? 123) }
  if (isIP(address) === 6) return { host: address, port: 123 }
  const [host = '', port] = address.split(':')
  return { host, port: port === undefined ? 123 : Number(port) }
}

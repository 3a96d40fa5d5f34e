/** The text of a hosts file (hosts(5)) with other addresses for the hosts that are named; every other line, comments and order stay. */

export type Peer = { host: string; ip: string }
export type Rewritten = { text: string; hosts: (Peer & { was: string[]; state: 'changed' | 'added' | 'unchanged' })[] }

export function rewriteHosts(text: string, peers: readonly Peer[]): Rewritten {
  const lines = text.split('\n')
  const hosts = peers.map(({ host, ip }): Rewritten['hosts'][number] => {
    const was: string[] = []
    lines.forEach((line, at) => {
      const [, indent = '', address, names] = /^(\s*)([^\s#]+)(\s[^#]*)/.exec(line) ?? []
      if (address === undefined || !names!.trim().split(/\s+/).some((name) => name.toLowerCase() === host.toLowerCase())) return
      was.push(address)
      lines[at] = `${indent}${ip}${line.slice(indent.length + address.length)}`
    })
    if (was.length > 0) return { host, ip, was, state: was.every((address) => address === ip) ? 'unchanged' : 'changed' }
    const last = lines.at(-1) === '' ? lines.length - 1 : lines.length
    lines.splice(last, 0, `${ip}\t${host}`)
    if (last === lines.length - 1) lines.push('')
    return { host, ip, was, state: 'added' }
  })
  return { text: lines.join('\n'), hosts }
}

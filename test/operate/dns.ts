/** A name server on loopback (RFC 1035): TXT and CNAME records as a test wants them; every name has the address 127.0.0.1. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export type Records = { txt: Record<string, string>; cname: Record<string, string> }

export async function nameServer(records: Records): Promise<{ address: string; close(): void }> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => socket.send(answer(query, records), from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { address: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() }
}

function answer(query: Buffer, { txt, cname }: Records): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const question = query.subarray(12, at + 5)
  const [name, type] = [labels.join('.').toLowerCase(), query.readUInt16BE(at + 1)]
  const data = type === 16 && txt[name] !== undefined ? Buffer.concat([Buffer.of(txt[name].length), Buffer.from(txt[name])])
    : type === 5 && cname[name] !== undefined ? Buffer.concat([...cname[name].split('.').map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)])), Buffer.of(0)])
    : type === 1 ? Buffer.of(127, 0, 0, 1)
    : undefined
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(data || type === 28 ? 0x8580 : 0x8583, 2) // AAAA: none of that type; otherwise NXDOMAIN
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(data ? 1 : 0, 6)
  if (!data) return Buffer.concat([head, question])
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(type, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt32BE(1, 6)
  record.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, question, record, data])
}

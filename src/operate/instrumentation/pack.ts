/** How samples rest: for each line its number and its samples as 32-bit floats (a missing one is NaN), byte planes apart, deflated. */
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'

export type Packed = { line: number; samples: readonly (number | null)[] }

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)
const head = 4

/** All lines have the same number of samples. */
export async function pack(lines: readonly Packed[]): Promise<Buffer> {
  const each = lines[0]?.samples.length ?? 0
  const bytes = Buffer.alloc(head + lines.length * (4 + 4 * each))
  bytes.writeUInt16LE(lines.length, 0)
  bytes.writeUInt16LE(each, 2)
  lines.forEach(({ line }, index) => bytes.writeUInt32LE(line, head + 4 * index))
  const values = new DataView(new ArrayBuffer(4))
  const [from, count] = [head + 4 * lines.length, lines.length * each]
  lines.flatMap(({ samples }) => samples).forEach((value, index) => {
    values.setFloat32(0, value === null ? NaN : rounded(value))
    // Neighbours share sign, exponent and often everything: beside one another they deflate to almost nothing.
    for (let plane = 0; plane < 4; plane += 1) bytes[from + plane * count + index] = values.getUint8(plane)
  })
  return deflate(bytes, { level: 9 })
}

export async function unpack(stored: Uint8Array): Promise<Map<number, (number | null)[]>> {
  const bytes = await inflate(stored)
  const [lines, each] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2)]
  const values = new DataView(new ArrayBuffer(4))
  const [from, count] = [head + 4 * lines, lines * each]
  const at = (index: number) => {
    for (let plane = 0; plane < 4; plane += 1) values.setUint8(plane, bytes[from + plane * count + index]!)
    const value = values.getFloat32(0)
    return Number.isNaN(value) ? null : rounded(value)
  }
  return new Map(Array.from({ length: lines }, (_, line) => [bytes.readUInt32LE(head + 4 * line), Array.from({ length: each }, (_, sample) => at(line * each + sample))]))
}

/** Four digits say enough of what was measured, and what does not change stays the same. */
const rounded = (value: number): number => (Number.isInteger(value) && Math.abs(value) < 10_000 ? value : Number(value.toPrecision(4)))

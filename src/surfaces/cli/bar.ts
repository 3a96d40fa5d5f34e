/** A progress bar on a terminal; nothing where nobody looks. */
import type { Progress } from '#kernel/terminal.ts'

type Stream = { isTTY?: boolean; columns?: number; write: (text: string) => unknown }

const every = 100
const barWidth = 30

export type Bar = { show: (step: Progress) => void; clear: () => void }

export function createBar(stream: Stream, now: () => number = () => performance.now()): Bar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  let last = -Infinity
  let drawn = false
  return {
    show(step) {
      const whole = step.total !== undefined && step.done >= step.total
      if (now() - last < every && !whole) return
      last = now()
      drawn = true
      stream.write(`\r\u001b[K${drawing(step).slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`)
    },
    clear() {
      if (drawn) stream.write('\r\u001b[K')
      drawn = false
    },
  }
}

/** `Saving x  [##########------]  33 %  1.2 of 3.6 MB` */
export function drawing({ about, done, total, unit }: Progress): string {
  const amount = (value: number) => (unit === 'bytes' ? size(value) : String(value))
  if (total === undefined || total <= 0) return `${about}  ${amount(done)}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * barWidth)
  return `${about}  [${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]  ${Math.floor(share * 100)} %  ${amount(done)} of ${amount(total)}`
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = -1
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

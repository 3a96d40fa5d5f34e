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
  let later: NodeJS.Timeout | undefined
  const draw = (step: Progress) => {
    clearTimeout(later)
    later = undefined
    last = now()
    drawn = true
    // A terminal that does not know its width says 0.
    const room = Math.max(20, (stream.columns || 80) - 1)
    stream.write(`\r\u001b[K${drawing(step, room).slice(0, room)}`)
  }
  return {
    show(step) {
      const whole = step.total !== undefined && step.done >= step.total
      const wait = every - (now() - last)
      if (wait <= 0 || whole) return draw(step)
      // What is said last stays for as long as nothing else is: it must not be the one that came too soon.
      clearTimeout(later)
      later = setTimeout(draw, wait, step).unref()
    },
    clear() {
      clearTimeout(later)
      if (drawn) stream.write('\r\u001b[K')
      drawn = false
    },
  }
}

/** `Saving x  [##########------]  33 %  1.2 of 3.6 MB`; where that is too wide, the bar gives way. */
export function drawing({ about, done, total, unit }: Progress, room = Infinity): string {
  const amount = (value: number) => (unit === 'bytes' ? size(value) : String(value))
  if (total === undefined || total <= 0) return `${about}  ${amount(done)}`
  const share = Math.min(1, done / total)
  // Parts of a hundred are the percentage once more.
  const after = `${Math.floor(share * 100)} %${total === 100 && unit === undefined ? '' : `  ${amount(done)} of ${amount(total)}`}`
  const width = Math.max(4, Math.min(barWidth, room - about.length - after.length - 6))
  const filled = Math.round(share * width)
  return `${about}  [${'#'.repeat(filled)}${'-'.repeat(width - filled)}]  ${after}`
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

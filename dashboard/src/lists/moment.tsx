import { Text, Tooltip } from '@mantine/core'

const units: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `3 days ago` */
export function ago(moment: string | number | Date, now = Date.now()): string {
  const seconds = (new Date(moment).getTime() - now) / 1000
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second' as const, 1]
  return Math.abs(seconds) < 45 ? 'just now' : relative.format(Math.trunc(seconds / size), unit)
}

/** A moment in words; the exact one under the pointer. */
export function Moment({ at, never = 'never' }: { at: string | number | null | undefined; never?: string }) {
  if (at === null || at === undefined) return <Text size="sm" c="dimmed" component="span">{never}</Text>
  const date = new Date(at)
  return (
    <Tooltip label={date.toLocaleString()}><time dateTime={date.toISOString()} style={{ whiteSpace: 'nowrap', fontSize: 'var(--mantine-font-size-sm)' }}>{ago(date)}</time></Tooltip>
  )
}

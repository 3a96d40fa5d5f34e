import { Text, Tooltip } from '@mantine/core'

const units: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `3 days ago` */
export function ago(moment: string | number | Date, now = Date.now()): string {
  const seconds = (new Date(moment).getTime() - now) / 1000
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second' as const, 1]
  return Math.abs(seconds) < 45 ? 'just now' : relative.format(Math.trunc(seconds / size), unit)
}

type Given = string | number | Date

/** `27/11/2026, 08:27:00 UTC`: where the person is who looks, and with the zone that this is. */
export const exactly = (at: Given): string => new Date(at).toLocaleString(undefined, { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' })

/** The same to the minute, the month in letters. */
export const toTheMinute = (at: Given): string => new Date(at).toLocaleString(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

/** `27 Nov 2026` */
export const theDay = (at: Given): string => new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })

/** A moment in words; the exact one under the pointer. */
export function Moment({ at, never = 'never' }: { at: string | number | null | undefined; never?: string }) {
  if (at === null || at === undefined) return <Text size="sm" c="dimmed" component="span">{never}</Text>
  const date = new Date(at)
  return (
    <Tooltip label={exactly(date)}><time dateTime={date.toISOString()} style={{ whiteSpace: 'nowrap', fontSize: 'var(--mantine-font-size-sm)' }}>{ago(date)}</time></Tooltip>
  )
}

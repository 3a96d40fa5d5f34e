/** Moments as people write them: `2026`, `2026-03`, `2026-03-01`, `2026-03-01T10:00Z`. A coarse one stands for the whole period. */
const shape = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/

/** First instant of the period and the first one after it; undefined when it is no moment. */
export type Period = { from: Date; until: Date }

export function period(text: string): Period | undefined {
  const match = shape.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = match
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'))
  const numbers = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), milliseconds] as const
  const from = new Date(Date.UTC(...numbers))
  // Date.UTC takes years below 100 for the last century, and carries the 31st of April over into May.
  const back = [from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate(), from.getUTCHours(), from.getUTCMinutes(), from.getUTCSeconds(), from.getUTCMilliseconds()]
  if (back.some((part, index) => part !== numbers[index])) return undefined
  const offset = zoneOffset(zone)
  if (offset === undefined) return undefined

  const until = new Date(from)
  if (month === undefined) until.setUTCFullYear(from.getUTCFullYear() + 1)
  else if (day === undefined) until.setUTCMonth(from.getUTCMonth() + 1)
  else if (hour === undefined) until.setUTCDate(from.getUTCDate() + 1)
  else if (minute === undefined) until.setUTCHours(from.getUTCHours() + 1)
  else if (second === undefined) until.setUTCMinutes(from.getUTCMinutes() + 1)
  else if (fraction === undefined) until.setUTCSeconds(from.getUTCSeconds() + 1)
  else until.setUTCMilliseconds(from.getUTCMilliseconds() + 1)
  return { from: new Date(from.getTime() - offset), until: new Date(until.getTime() - offset) }
}

function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 15 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

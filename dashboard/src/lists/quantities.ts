/** Amounts in words short enough for a table. */

/** `23.5 GiB` */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10))
  const amount = count / 1024 ** power
  return `${amount.toLocaleString(undefined, { maximumFractionDigits: amount < 10 && power > 0 ? 1 : 0 })} ${units[power]}`
}

/** `3 d 4 h`, `12 min`, `8 s`; the two largest units. @param seconds */
export function span(seconds: number): string {
  const parts = [['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]] as const
  const first = parts.findIndex(([, size]) => seconds >= size)
  if (first < 0) return '0 s'
  let rest = Math.floor(seconds)
  return parts.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count > 0 ? [`${count} ${unit}`] : []
  }).join(' ')
}

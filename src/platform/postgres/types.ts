/** How Postgres' types become values of JavaScript, where we differ from the driver. */
import pg from 'pg'

const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082
// Missing from the list of the driver's types, though not from its parsers.
const TEXT_ARRAY = 1009 as number as typeof pg.types.builtins.TEXT

type Parse = (value: string) => unknown

/** A counter is a number as long as a number can hold it; beyond 2^53 only a bigint is true. */
export function parseInt8(value: string): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : BigInt(value)
}

const ours = new Map<number, Parse>([
  [INT8, parseInt8],
  [INT8_ARRAY, (value) => (pg.types.getTypeParser(TEXT_ARRAY)(value) as (string | null)[]).map((each) => each === null ? null : parseInt8(each))],
  // The driver makes a Date at local midnight, which is another day elsewhere.
  [DATE, (value) => value],
])

export const typeParsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : ours.get(oid)) ?? pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

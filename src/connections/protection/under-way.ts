/**
 * How many attempts of a kind this process is working on right now. What is counted here alone decides whether an attempt has to be counted in
 * the database before the password is looked at; it is never the only thing that stands in the way.
 */
export type UnderWay = {
  /** How many there are already. */
  count(key: string): number
  /** @returns what to call when it is over; calling it twice does no harm. */
  enter(key: string): () => void
}

export function createUnderWay(): UnderWay {
  const counts = new Map<string, number>()
  const count = (key: string) => counts.get(key) ?? 0
  return {
    count,
    enter(key) {
      counts.set(key, count(key) + 1)
      let over = false
      return () => {
        if (over) return
        over = true
        if (count(key) <= 1) counts.delete(key)
        else counts.set(key, count(key) - 1)
      }
    },
  }
}

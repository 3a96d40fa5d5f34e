/**
 * One statement for many callers: whoever comes while enough of a kind are under way waits a moment and goes with the next. Alone, a caller
 * goes at once; under load a round trip and a commit are shared by all who asked meanwhile. Nobody is answered before the statement that
 * carried their item has been, and what they read was read after they asked.
 */
import { DatabaseUnavailable } from './failure.ts'
import type { Database } from './queries.ts'

type Caller<Item, Result> = { item: Item; resolve(result: Result): void; reject(reason: unknown): void }
type Queue<Item, Result> = { waiting: Caller<Item, Result>[]; running: number }

const mostItems = 500

/**
 * @param send one statement for all items; its results in the order of the items. When it fails and Postgres answered, each item is sent
 * again by itself, so that only the one to blame fails: the statement must have no effect when it fails.
 * @param atOnce how many statements may be under way: one is the most thrifty; a writer takes two, so that one that waits for a lock does
 * not hold up everybody.
 */
export function gathering<Item, Result>(atOnce: 1 | 2, send: (db: Database, items: readonly Item[]) => Promise<readonly Result[]>): (db: Database, item: Item) => Promise<Result> {
  const queues = new WeakMap<Database, Queue<Item, Result>>()

  const deliver = async (db: Database, callers: readonly Caller<Item, Result>[]): Promise<void> => {
    try {
      const results = await send(db, callers.map(({ item }) => item))
      if (results.length !== callers.length) throw new Error(`${results.length} results for ${callers.length} items`)
      callers.forEach((caller, index) => caller.resolve(results[index]!))
    } catch (reason) {
      if (callers.length === 1 || reason instanceof DatabaseUnavailable) return callers.forEach((caller) => caller.reject(reason))
      for (const caller of callers) await deliver(db, [caller])
    }
  }

  const run = async (db: Database, queue: Queue<Item, Result>): Promise<void> => {
    queue.running += 1
    while (queue.waiting.length > 0) await deliver(db, queue.waiting.splice(0, mostItems))
    queue.running -= 1
  }

  return (db, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(db) ?? { waiting: [], running: 0 }
      queues.set(db, queue)
      queue.waiting.push({ item, resolve, reject })
      if (queue.running < atOnce) void run(db, queue)
    })
}

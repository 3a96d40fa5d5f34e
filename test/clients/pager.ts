import assert from 'node:assert/strict'

/** Everything that the pager of the ManagementClient goes through. */
export async function all<T>(page: Promise<AsyncIterable<T>>): Promise<T[]> {
  const items: T[] = []
  for await (const item of await page) {
    items.push(item)
    assert.ok(items.length < 1000, 'the pager does not end')
  }
  return items
}

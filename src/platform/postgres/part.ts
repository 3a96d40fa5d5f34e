/** Statements put together from pieces that different folders own: one round trip and one commit where each alone would take its own. */

/** Common table expressions, `name AS (…), …`, with parameters of their own from $1 on. */
export type Part = { text: string; params: readonly unknown[] }

/** One statement: the parts in order, each of which may refer to those before it by name, and what is asked of them in the end. */
export function together(parts: readonly Part[], last: string): { text: string; params: unknown[] } {
  const params: unknown[] = []
  const texts = parts.map((part) => {
    const before = params.length
    params.push(...part.params)
    return part.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + before}`)
  })
  return { text: `WITH ${texts.join(', ')} ${last}`, params }
}

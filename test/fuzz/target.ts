/**
 * A parser under fuzz: what it is fed, and what must hold whatever it is fed. A target throws when an invariant is broken; errors that the
 * parser declares are answers. Inputs are JSON, so that the interesting ones can be kept in `corpus/<name>.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'

export type Target<T = never> = {
  name: string
  /** What is fuzzed, and what must hold. */
  about: string
  inputs: fc.Arbitrary<T>
  check(input: T): void | Promise<void>
  /** Inputs of the quick run; the long one has its own count. */
  quick: number
  /** Inputs of the long run. */
  long: number
  open?(): Promise<void>
  close?(): Promise<void>
}

export const target = <T>(declared: Target<T>): Target<T> => declared

export type Outcome = { inputs: number; milliseconds: number; seed: number; failure: string | undefined; counterexample: unknown }

export const corpusOf = (name: string): unknown[] => {
  try {
    return JSON.parse(readFileSync(corpusFile(name), 'utf8')) as unknown[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
const corpusFile = (name: string): string => join(import.meta.dirname, 'corpus', `${name}.json`)

/** Keeps an input that broke something, so that it is tried first from now on. */
export function keep(name: string, input: unknown): void {
  const kept = corpusOf(name)
  if (kept.some((each) => JSON.stringify(each) === JSON.stringify(input))) return
  writeFileSync(corpusFile(name), `${JSON.stringify([...kept, input], undefined, 1)}\n`)
}

/** The corpus first, then `runs` new inputs, for `limit` milliseconds at most. */
export async function fuzz(of: Target<unknown>, options: { runs: number; seed: number; limit: number }): Promise<Outcome> {
  const began = performance.now()
  let inputs = 0
  await of.open?.()
  try {
    const property = fc.asyncProperty(of.inputs, async (input) => {
      inputs += 1
      // Targets that need not wait are not made to: a promise for each of a million inputs would take longer than the inputs.
      const waiting = of.check(input)
      if (waiting) await waiting
    })
    const examples = corpusOf(of.name).map((input) => [input] as [unknown])
    const details = await fc.check(property, { seed: options.seed, numRuns: options.runs + examples.length, examples, interruptAfterTimeLimit: options.limit, markInterruptAsFailure: false, endOnFailure: false })
    const error = details.errorInstance
    const failure = details.failed ? `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\ninput: ${JSON.stringify(details.counterexample)}\nseed: ${details.seed}, path: ${details.counterexamplePath}` : undefined
    return { inputs, milliseconds: performance.now() - began, seed: options.seed, failure, counterexample: details.counterexample?.[0] }
  } finally {
    await of.close?.()
  }
}

/** Text put together from pieces that mean something to the parser, and from noise. */
export const pieces = (meaningful: readonly string[], most = 12): fc.Arbitrary<string> =>
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...meaningful) }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) }), { maxLength: most }).map((parts) => parts.join(''))

/** A good text with some of its characters changed, taken out, doubled or put elsewhere. */
export const spoiled = (good: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(4000), fc.nat(5), fc.oneof(fc.constantFrom('.', '@', '/', '\\', '\0', '\r\n', '%', ':', '#', '?', '"', '=', '*', ' ', '\u00e9', '\ud800'), fc.string({ maxLength: 3 }))), { minLength: 1, maxLength: 4 })).map(([text, changes]) =>
    changes.reduce((now, [at, much, put]) => {
      const place = now.length === 0 ? 0 : at % (now.length + 1)
      return now.slice(0, place) + put + now.slice(place + much)
    }, text))

/** Runs `act`; anything thrown that is not declared breaks the invariant. undefined when a declared error was thrown. */
export function answers<R>(act: () => R, declared: readonly (abstract new (...given: never[]) => Error)[]): R | undefined {
  try {
    return act()
  } catch (error) {
    if (declared.some((kind) => error instanceof kind)) return undefined
    throw error
  }
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`broken: ${what}`)
}

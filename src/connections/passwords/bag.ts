/** Reads optional members of a JSON object that somebody else stored; what is of another type counts as absent. */
export type Bag = Record<string, unknown>

export function at(bag: Bag, name: string): Bag {
  const value = bag[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : {}
}

export const flag = (value: unknown): boolean => value === true
export const number = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined)
export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [])

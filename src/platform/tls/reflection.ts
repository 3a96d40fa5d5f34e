/**
 * The certificate library's container asks for the metadata part of `Reflect`, which Node does not have, before it lets itself be
 * loaded. This is as much of it as is used: values under a key on a class, inherited by its subclasses; and what the full version asks for, which
 * the ACME client brings and which takes this one as it is. Import it first.
 */
type Metadata = {
  defineMetadata(key: unknown, value: unknown, target: object): void
  getOwnMetadata(key: unknown, target: object): unknown
  getOwnMetadataKeys(target: object): unknown[]
  getMetadata(key: unknown, target: object): unknown
  hasOwnMetadata(key: unknown, target: object): boolean
  metadata(key: unknown, value: unknown): (target: object) => void
}

const kept = new WeakMap<object, Map<unknown, unknown>>()

const own: Metadata = {
  defineMetadata(key, value, target) {
    kept.set(target, (kept.get(target) ?? new Map()).set(key, value))
  },
  getOwnMetadata: (key, target) => kept.get(target)?.get(key),
  getOwnMetadataKeys: (target) => [...(kept.get(target)?.keys() ?? [])],
  hasOwnMetadata: (key, target) => kept.get(target)?.has(key) ?? false,
  getMetadata(key, target) {
    for (let level: object | null = target; level; level = Object.getPrototypeOf(level) as object | null)
      if (kept.get(level)?.has(key)) return kept.get(level)!.get(key)
    return undefined
  },
  metadata: (key, value) => (target) => own.defineMetadata(key, value, target),
}

for (const [name, act] of Object.entries(own)) {
  if (!(name in Reflect)) Object.defineProperty(Reflect, name, { value: act, configurable: true, writable: true })
}

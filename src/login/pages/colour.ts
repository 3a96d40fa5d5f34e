/** Colours of a tenant that stay readable: contrast ratios of WCAG 2.2 (relative luminance, success criterion 1.4.3). */
type Rgb = readonly [number, number, number]

const white: Rgb = [255, 255, 255]
const black: Rgb = [0, 0, 0]

/** `#abc` or `#aabbcc`; anything else is no colour, and in particular no style rule. */
export function parseColour(text: unknown): Rgb | undefined {
  if (typeof text !== 'string') return undefined
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1]
  if (digits === undefined) return undefined
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)!
  const [r, g, b] = pairs.map((pair) => Number.parseInt(pair, 16))
  return [r!, g!, b!]
}

export const hex = (colour: Rgb): string => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

/** White or black, whichever reads better on it. */
export const textOn = (colour: Rgb): Rgb => (contrast(colour, white) >= contrast(colour, black) ? white : black)

/** The colour, moved towards white or black until it reads on `ground` with at least `ratio`. */
export function readableOn(colour: Rgb, ground: Rgb, ratio = 4.5): Rgb {
  const target = luminance(ground) > 0.4 ? black : white
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = colour.map((part, index) => part + (target[index]! - part) * share) as unknown as Rgb
    if (contrast(mixed, ground) >= ratio) return mixed
  }
  return target
}

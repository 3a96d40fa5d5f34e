import { NumberInput, type NumberInputProps } from '@mantine/core'

/** `1 hour`, from `hours`. */
const one = (unit: string): string => unit.replace(/s$/, '')

/** A number with its unit and limits beside it. `value` null: not set. */
export function NumberField({ unit, thousandSeparator = ',', description, min, max, value = null, onChange, ...props }: Omit<NumberInputProps, 'value' | 'onChange'> & { unit: string; value?: number | null; onChange?: (value: number | null) => void }) {
  const shown = (limit: number) => (thousandSeparator ? limit.toLocaleString() : String(limit))
  const most = unit === '' ? '' : ` ${unit}`
  const limits = min !== undefined && max !== undefined ? `${shown(min)} to ${shown(max)}${most}` : min !== undefined ? `at least ${shown(min)} ${min === 1 ? one(unit) : unit}` : max !== undefined ? `at most ${shown(max)}${most}` : undefined
  return (
    <NumberInput
      {...props} {...(min === undefined ? {} : { min })} {...(max === undefined ? {} : { max })} clampBehavior="none" allowDecimal={props.allowDecimal ?? false} thousandSeparator={thousandSeparator} suffix={unit && ` ${value === 1 ? one(unit) : unit}`} maw={props.maw ?? 320}
      description={description && limits ? <>{description} {limits}.</> : (description ?? limits)}
      value={value ?? ''} onChange={(next) => onChange?.(next === '' ? null : Number(next))}
    />
  )
}

/** A check for the same limits. */
export const between = (min: number, max: number, unit: string) => (value: number | null): string | null =>
  value !== null && (value < min || value > max) ? `Between ${min.toLocaleString()} and ${max.toLocaleString()}${unit && ` ${unit}`}.` : null

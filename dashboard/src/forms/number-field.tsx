import { NumberInput, type NumberInputProps } from '@mantine/core'

/** A number with its unit and limits beside it. `value` null: not set. */
export function NumberField({ unit, description, min, max, value = null, onChange, ...props }: Omit<NumberInputProps, 'value' | 'onChange'> & { unit: string; value?: number | null; onChange?: (value: number | null) => void }) {
  const limits = min !== undefined && max !== undefined ? `${min.toLocaleString()} to ${max.toLocaleString()} ${unit}` : min !== undefined ? `at least ${min.toLocaleString()} ${unit}` : max !== undefined ? `at most ${max.toLocaleString()} ${unit}` : undefined
  return (
    <NumberInput
      {...props} {...(min === undefined ? {} : { min })} {...(max === undefined ? {} : { max })} clampBehavior="none" allowDecimal={props.allowDecimal ?? false} thousandSeparator="," suffix={` ${unit}`} maw={props.maw ?? 320}
      description={description && limits ? <>{description} {limits}.</> : (description ?? limits)}
      value={value ?? ''} onChange={(next) => onChange?.(next === '' ? null : Number(next))}
    />
  )
}

/** A check for the same limits. */
export const between = (min: number, max: number, unit: string) => (value: number | null): string | null =>
  value !== null && (value < min || value > max) ? `Between ${min.toLocaleString()} and ${max.toLocaleString()} ${unit}.` : null

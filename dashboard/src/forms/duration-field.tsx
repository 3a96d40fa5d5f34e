/** A span of time in the unit that reads best; the value is in seconds. */
import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useId, useState } from 'react'

const units = [{ value: '1', label: 'seconds' }, { value: '60', label: 'minutes' }, { value: '3600', label: 'hours' }, { value: '86400', label: 'days' }]

const fitting = (seconds: number): string => units.findLast(({ value }) => seconds >= Number(value) && seconds % Number(value) === 0)?.value ?? '1'

export const inWords = (seconds: number): string => {
  const size = fitting(seconds)
  const count = seconds / Number(size)
  const word = units.find(({ value }) => value === size)!.label
  return `${count.toLocaleString()} ${count === 1 ? word.slice(0, -1) : word}`
}

export type DurationFieldProps = { label: string; description?: string; value?: number | null; onChange?: (seconds: number | null) => void; min?: number; max?: number; error?: React.ReactNode; disabled?: boolean; required?: boolean }

export function DurationField({ label, description, value = null, onChange, min, max, error, disabled, required }: DurationFieldProps) {
  const id = useId()
  const [unit, setUnit] = useState(() => fitting(value ?? 0))
  const limits = [min !== undefined && `at least ${inWords(min)}`, max !== undefined && `at most ${inWords(max)}`].filter(Boolean).join(', ')
  return (
    <Input.Wrapper label={label} id={id} description={[description, limits && `${limits[0]!.toUpperCase()}${limits.slice(1)}.`].filter(Boolean).join(' ') || undefined} error={error} required={required} inputWrapperOrder={['label', 'description', 'input', 'error']}>
      <Group gap="xs" wrap="nowrap" maw={320}>
        <NumberInput id={id} flex={1} allowDecimal allowNegative={false} clampBehavior="none" thousandSeparator="," error={Boolean(error)} disabled={disabled} value={value === null ? '' : value / Number(unit)} onChange={(next) => onChange?.(next === '' ? null : Math.round(Number(next) * Number(unit)))} />
        <Select w={120} aria-label={`Unit of ${label}`} data={units} value={unit} allowDeselect={false} disabled={disabled} onChange={(next) => next && setUnit(next)} />
      </Group>
    </Input.Wrapper>
  )
}

export const spanBetween = (min: number, max: number) => (seconds: number | null): string | null =>
  seconds === null ? 'This is needed.' : seconds < min || seconds > max ? `Between ${inWords(min)} and ${inWords(max)}.` : null

/** A form over one act: values, checks at the field, what the server objected to at the field that it names, and a save button that says why it waits. */
import { Button, Group, Stack } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { useEffect, useRef } from 'react'
import { ActButton } from '../acts/act-button.tsx'
import { because } from '../acts/may.ts'
import type { Act } from '../acts/use-act.ts'
import { Problem } from '../shell/problem.tsx'

export type FormOf<Values> = UseFormReturnType<Values>

export type ActFormProps<Values extends Record<string, unknown>> = {
  initial: Values
  act: Act<Values>
  /** By field: what is wrong with the value, or null. */
  validate?: { [Name in keyof Values]?: (value: Values[Name], values: Values) => string | null }
  /** Where the server's name of a field differs. */
  fieldOf?: (serverName: string) => string | undefined
  submit?: string
  disabledBecause?: string | undefined
  /** A form that makes something new can be sent as it stands. */
  fresh?: boolean
  onCancel?: () => void
  /** Told of each change, for what is drawn beside the form. */
  onValues?: (values: Values) => void
  children: (form: FormOf<Values>) => React.ReactNode
}

export function ActForm<Values extends Record<string, unknown>>({ initial, act, validate, fieldOf = (name) => name, submit = 'Save', disabledBecause, fresh = false, onCancel, onValues, children }: ActFormProps<Values>) {
  const form = useForm<Values>({ initialValues: initial, ...(onValues ? { onValuesChange: onValues } : {}), ...(validate ? { validate: validate as never } : {}) })
  const at = useRef<HTMLFormElement>(null)
  const given = JSON.stringify(initial)

  // What the server says anew replaces what nobody has touched.
  useEffect(() => {
    if (form.isDirty()) return
    const values = JSON.parse(given) as Values
    form.setInitialValues(values)
    form.setValues(values)
    form.resetDirty(values)
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [given])

  const { problem } = act
  const named = problem?.body.setting !== undefined ? fieldOf(problem.body.setting) : problem?.field === undefined ? undefined : fieldOf(problem.field.split(/[.[]/)[0]!)
  const atField = named !== undefined && named in form.getValues() ? named : undefined
  useEffect(() => {
    if (!problem || atField === undefined) return
    form.setFieldError(atField as never, problem.sentence)
    // By its name: that it is wrong is drawn only after this.
    at.current?.querySelector<HTMLElement>(`[data-path=${JSON.stringify(atField)}]`)?.focus()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [problem, atField])

  const dirty = form.isDirty()
  const send = form.onSubmit(
    async (values) => {
      if ((await act.run(values)) === true) form.resetDirty(values)
    },
    () => queueMicrotask(() => at.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()),
  )
  return (
    <form ref={at} onSubmit={send} noValidate>
      <Stack gap="md">
        {children(form)}
        {problem && atField === undefined && <Problem problem={problem} />}
        <Group gap="xs" justify={onCancel ? 'flex-end' : 'flex-start'}>
          {onCancel && <Button variant="default" onClick={onCancel}>Cancel</Button>}
          <ActButton type="submit" loading={act.pending} disabledBecause={because(disabledBecause, !fresh && !dirty && 'Nothing has been changed.')}>{submit}</ActButton>
          {!fresh && dirty && <Button variant="subtle" color="gray" onClick={() => { form.reset(); act.reset() }}>Discard changes</Button>}
        </Group>
      </Stack>
    </form>
  )
}

/** For required texts. */
export const filled = (value: unknown): string | null => (typeof value === 'string' && value.trim() === '' ? 'This is needed.' : null)

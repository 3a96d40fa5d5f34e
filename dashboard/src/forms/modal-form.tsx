/** A button that opens a form for making something new. */
import { Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { ActButton } from '../acts/act-button.tsx'
import type { Act } from '../acts/use-act.ts'
import { ActForm, type ActFormProps } from './act-form.tsx'

export type ModalFormProps<Values extends Record<string, unknown>> = Omit<ActFormProps<Values>, 'fresh' | 'onCancel' | 'submit'> & {
  /** On the button and above the form: `Create application`. */
  label: string
  submit?: string
  size?: string
  /** Of the button, `xs` in a row of a table. */
  buttonSize?: 'xs' | 'sm'
  danger?: boolean
  variant?: 'filled' | 'default'
}

/** A dialog is begun at its first field, not at the button that closes it, unless the form chooses another. */
const beginAtFirst = (form: HTMLElement | null): void => {
  if (form && !form.querySelector('[data-autofocus]')) form.querySelector('input:not([type=hidden]), textarea')?.setAttribute('data-autofocus', 'true')
}

export function ModalForm<Values extends Record<string, unknown>>({ label, submit = 'Create', disabledBecause, act, size = 'md', buttonSize = 'sm', danger = false, variant = 'filled', children, ...form }: ModalFormProps<Values>) {
  const [opened, { open, close }] = useDisclosure()
  const start = () => {
    act.reset()
    open()
  }
  const closing: Act<Values> = { ...act, run: async (values) => {
    const done = await act.run(values)
    if (done) close()
    return done
  } }
  return (
    <>
      <ActButton size={buttonSize} variant={danger ? 'outline' : variant} {...(danger ? { color: 'red.8', className: 'danger' } : {})} leftSection={!danger && (submit === 'Create' || (variant === 'filled' && submit !== label)) ? <IconPlus size={16} aria-hidden /> : undefined} onClick={start} disabledBecause={disabledBecause}>{label}</ActButton>
      <Modal opened={opened} onClose={close} title={label} size={size}>
        <div ref={beginAtFirst}><ActForm {...form} act={closing} submit={submit} fresh onCancel={close}>{children}</ActForm></div>
      </Modal>
    </>
  )
}

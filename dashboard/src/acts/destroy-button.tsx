/** What cannot be taken back: asks for the name of the thing, in words that say what goes with it. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { Problem } from '../shell/problem.tsx'
import { ActButton } from './act-button.tsx'
import type { Act } from './use-act.ts'

export type DestroyButtonProps = {
  /** `Delete application` */
  label: string
  /** What has to be typed. */
  name: string
  /** What goes with it. */
  children: React.ReactNode
  act: Act<void>
  disabledBecause?: string | undefined
  size?: 'xs' | 'sm'
}

export function DestroyButton({ label, name, children, act, disabledBecause, size = 'sm' }: DestroyButtonProps) {
  const [opened, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState('')
  const start = () => {
    setTyped('')
    act.reset()
    open()
  }
  const right = typed.trim() === name.trim()
  return (
    <>
      <ActButton variant="outline" color="red.8" className="danger" size={size} onClick={start} disabledBecause={disabledBecause}>{label}</ActButton>
      <Modal opened={opened} onClose={close} title={label}>
        <form onSubmit={(event) => {
          event.preventDefault()
          if (right) void act.run().then((done) => done && close())
        }}>
          <Stack gap="sm">
            <Text size="sm" component="div">{children}</Text>
            <TextInput label={<>Type <strong>{name}</strong> to confirm</>} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus autoComplete="off" spellCheck={false} />
            {act.problem && <Problem problem={act.problem} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>Cancel</Button>
              <ActButton type="submit" color="red.8" loading={act.pending} disabledBecause={right ? undefined : 'Type the name first.'}>{label}</ActButton>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

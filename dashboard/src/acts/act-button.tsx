/** A button that, when it cannot be used, stays reachable by keyboard and says why. */
import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { ComponentPropsWithoutRef, MouseEvent } from 'react'

export type ActButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps | 'disabled'> & {
  /** The sentence that says why not; absent: it can be used. */
  disabledBecause?: string | undefined
}

export function ActButton({ disabledBecause, onClick, ...props }: ActButtonProps) {
  if (disabledBecause === undefined) return <Button {...props} onClick={onClick} />
  const stop = (event: MouseEvent<HTMLButtonElement>) => {
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Tooltip label={disabledBecause}>
      <Button {...props} data-disabled aria-disabled onClick={stop} type="button" style={{ ...(typeof props.style === 'object' && !Array.isArray(props.style) ? props.style : {}), cursor: 'not-allowed' }} />
    </Tooltip>
  )
}

/** A button that, when it cannot be used, stays reachable by keyboard and says why. */
import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import { useLayoutEffect, useRef, type ComponentPropsWithoutRef, type MouseEvent } from 'react'

export type ActButtonProps = ButtonProps & Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps | 'disabled'> & {
  /** The sentence that says why not; absent: it can be used. */
  disabledBecause?: string | undefined
}

export function ActButton({ disabledBecause, onClick, ...props }: ActButtonProps) {
  const button = useRef<HTMLButtonElement>(null)
  const had = useRef(false)
  const { loading = false } = props
  // A button that loads is disabled, and what is disabled loses the focus: it gets it back unless the person has gone elsewhere.
  useLayoutEffect(() => {
    if (loading) had.current = document.activeElement === button.current
    else if (had.current) {
      had.current = false
      if (document.activeElement === document.body) button.current?.focus()
    }
  }, [loading])
  if (disabledBecause === undefined) return <Button {...props} ref={button} onClick={onClick} />
  const stop = (event: MouseEvent<HTMLButtonElement>) => {
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <Tooltip label={disabledBecause}>
      <Button {...props} ref={button} data-disabled aria-disabled onClick={stop} type="button" style={{ ...(typeof props.style === 'object' && !Array.isArray(props.style) ? props.style : {}), cursor: 'not-allowed' }} />
    </Tooltip>
  )
}

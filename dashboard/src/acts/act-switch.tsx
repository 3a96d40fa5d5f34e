/** A switch that acts at once. When it cannot be used it stays reachable by keyboard and says why; while it acts it keeps the focus. */
import { Box, Switch, Tooltip, type SwitchProps } from '@mantine/core'

export type ActSwitchProps = Omit<SwitchProps, 'disabled' | 'onChange'> & {
  /** The sentence that says why not; absent: it can be used. */
  disabledBecause?: string | undefined
  pending?: boolean
  onSwitch: (on: boolean) => void
}

export function ActSwitch({ disabledBecause, pending = false, onSwitch, ...props }: ActSwitchProps) {
  const shown = <Switch {...props} aria-busy={pending} onChange={(event) => disabledBecause === undefined && !pending && onSwitch(event.currentTarget.checked)} {...(disabledBecause === undefined ? {} : { 'aria-disabled': true, 'aria-description': disabledBecause, styles: { track: { opacity: 0.5, cursor: 'not-allowed' } } })} />
  return disabledBecause === undefined ? shown : <Tooltip label={disabledBecause}><Box component="span" display="inline-block">{shown}</Box></Tooltip>
}

import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** A password that can be shown. The field itself is what is wrong, also for those who hear it: the library says so of the frame alone. */
export const PasswordField = (props: PasswordInputProps) => (
  <PasswordInput visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }} {...props} {...(props.error ? { 'aria-invalid': true } : {})} />
)

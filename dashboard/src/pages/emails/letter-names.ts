/** What the letters are for; see `src/connections/database/emails`. */
export const letterNames: Record<string, { title: string; about: string }> = {
  verify_email: { title: 'Confirmation of the address', about: 'After sign-up, and when an address was changed.' },
  reset_email: { title: 'New password', about: 'To whoever forgot the password.' },
  welcome_email: { title: 'Welcome', about: 'After the address was confirmed.' },
  blocked_account: { title: 'Blocked account', about: 'After too many wrong passwords, with a link that lifts the block.' },
}

export const letterName = (template: string): { title: string; about: string } => letterNames[template] ?? { title: template.replaceAll('_', ' '), about: '' }

import type { EmailTexts } from './email-texts.ts'

/** Liquid; `tenant`, `email`, `url` and `ip` can be used. */
export const en: EmailTexts = {
  verify_email: {
    subject: 'Confirm your email address for {{ tenant }}',
    heading: 'Is this your address?',
    paragraphs: ['An account at {{ tenant }} was created with {{ email }}. Please follow the link to confirm that the address is yours.'],
    button: 'Confirm email address',
    small: 'If you did not create an account, do nothing: without your confirmation the address stays unconfirmed.',
  },
  reset_email: {
    subject: 'Choose a new password for {{ tenant }}',
    heading: 'A new password',
    paragraphs: ['Somebody, probably you, asked to reset the password of the account {{ email }} at {{ tenant }}. The link works once.'],
    button: 'Choose a new password',
    small: 'If it was not you, do nothing: your password stays as it is.',
  },
  welcome_email: {
    subject: 'Welcome to {{ tenant }}',
    heading: 'Welcome!',
    paragraphs: ['Your account {{ email }} at {{ tenant }} is ready.'],
    small: 'You get this message once, because your address was confirmed.',
  },
  blocked_account: {
    subject: 'Sign-in to {{ tenant }} is blocked',
    heading: 'Too many wrong passwords',
    paragraphs: [
      'Somebody at the address {{ ip }} typed a wrong password for {{ email }} too many times in a row. To protect your account, {{ tenant }} takes no more attempts from there.',
      'If it was you, follow the link to go on. It works once.',
    ],
    button: 'Lift the block',
    small: 'If it was not you, do nothing: the block stays, and you can sign in from elsewhere as before.',
  },
}

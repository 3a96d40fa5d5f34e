import type { LetterText } from '#platform/mail/index.ts'

/** The documented names of the messages. */
export type TemplateName = 'verify_email' | 'reset_email' | 'welcome_email' | 'blocked_account'
export type EmailTexts = Record<TemplateName, LetterText>

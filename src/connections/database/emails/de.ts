import type { EmailTexts } from './email-texts.ts'

/** Liquid; `tenant`, `email` and `url` can be used. */
export const de: EmailTexts = {
  verify_email: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse für {{ tenant }}',
    heading: 'Ist das Ihre Adresse?',
    paragraphs: ['Mit {{ email }} wurde ein Konto bei {{ tenant }} angelegt. Bitte folgen Sie dem Link, um zu bestätigen, dass die Adresse Ihnen gehört.'],
    button: 'E-Mail-Adresse bestätigen',
    small: 'Wenn Sie kein Konto angelegt haben, brauchen Sie nichts zu tun: Ohne Ihre Bestätigung bleibt die Adresse unbestätigt.',
  },
  reset_email: {
    subject: 'Neues Passwort für {{ tenant }}',
    heading: 'Ein neues Passwort',
    paragraphs: ['Jemand, vermutlich Sie, möchte das Passwort des Kontos {{ email }} bei {{ tenant }} zurücksetzen. Der Link gilt einmal.'],
    button: 'Neues Passwort wählen',
    small: 'Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
  },
  welcome_email: {
    subject: 'Willkommen bei {{ tenant }}',
    heading: 'Willkommen!',
    paragraphs: ['Ihr Konto {{ email }} bei {{ tenant }} ist bereit.'],
    small: 'Diese Nachricht kommt einmal, weil Ihre Adresse bestätigt wurde.',
  },
}

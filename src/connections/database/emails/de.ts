import type { EmailTexts } from './email-texts.ts'

/** Liquid; `tenant`, `email`, `url` and `ip` can be used. */
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
  blocked_account: {
    subject: 'Die Anmeldung bei {{ tenant }} ist gesperrt',
    heading: 'Zu viele falsche Passwörter',
    paragraphs: [
      'Jemand mit der Adresse {{ ip }} hat für {{ email }} zu oft hintereinander ein falsches Passwort eingegeben. Um Ihr Konto zu schützen, nimmt {{ tenant }} von dort keine Versuche mehr an.',
      'Wenn Sie es waren, folgen Sie dem Link, um weiterzumachen. Er gilt einmal.',
    ],
    button: 'Sperre aufheben',
    small: 'Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Die Sperre bleibt, und von anderswo können Sie sich anmelden wie bisher.',
  },
}

/** The application on the root tenant authority that the dashboard signs administrators in with. */
import type { ProcessContext } from '#platform/context/index.ts'

export const dashboardClientName = 'Dashboard'

export function dashboardClient({ addresses }: Pick<ProcessContext, 'addresses'>): Record<string, unknown> & { name: string } {
  const { manageOrigin } = addresses
  return {
    name: dashboardClientName,
    app_type: 'spa',
    description: 'The dashboard of this appliance',
    ...dashboardAddresses(manageOrigin),
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring' },
  }
}

export const dashboardAddresses = (manageOrigin: string) => ({
  callbacks: [manageOrigin, `${manageOrigin}/`, `${manageOrigin}/callback`],
  allowed_logout_urls: [manageOrigin, `${manageOrigin}/`],
  web_origins: [manageOrigin],
  allowed_origins: [manageOrigin],
})

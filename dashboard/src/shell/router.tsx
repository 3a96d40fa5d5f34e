/** The sitemap as routes. */
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { pathTo, places } from '../paths.ts'
import { pagesOf, type Area, type PageEntry } from '../sitemap.tsx'
import { ConfigurationArea } from './configuration-area.tsx'
import { HomePage } from './home-page.tsx'
import { Loading } from './loading.tsx'
import { TenantArea } from './tenant-area.tsx'
import { NotFound, PageTrouble } from './trouble.tsx'

const route = ({ place, load }: PageEntry): RouteObject => ({
  path: places[place],
  lazy: async () => ({ Component: (await load()).default }),
  errorElement: <PageTrouble />,
  hydrateFallbackElement: <Loading />,
})
const routesOf = (area: Area): RouteObject[] => [...pagesOf(area).map(route), { path: area === 'tenant' ? '/tenants/:tenant/*' : '/configuration/*', element: <NotFound /> }]

export function createRouter() {
  return createBrowserRouter([
    {
      errorElement: <PageTrouble />,
      hydrateFallbackElement: <Loading />,
      children: [
        { element: <TenantArea />, children: routesOf('tenant') },
        { element: <ConfigurationArea />, children: routesOf('configuration') },
        { path: places.home, element: <HomePage /> },
        { path: places.callback, element: <Navigate to={pathTo('home')} replace /> },
        { path: '/tenants', element: <Navigate to={pathTo('home')} replace /> },
        { path: '*', element: <NotFound /> },
      ],
    },
  ])
}

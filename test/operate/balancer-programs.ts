/** The load balancers that stand in front of the appliance in tests. */
export const haproxy = process.env['HAPROXY_PATH']
export const nginx = process.env['NGINX_PATH']

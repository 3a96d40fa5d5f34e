/** The metric families of the appliance. `process` says which part: `server` (protocol and login), `api2` (Management API), `manage` (configuration area). */
import { metric } from '#platform/metrics/index.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const requestsReceived = metric({ name: 'bailiwick_http_requests_received_total', type: 'counter', help: 'Requests that were read, by process.' })
export const requestsReplied = metric({ name: 'bailiwick_http_requests_replied_total', type: 'counter', help: 'Requests that were answered, by process, method and status.' })
export const requestsAuthenticated = metric({ name: 'bailiwick_http_requests_authenticated_total', type: 'counter', help: 'API requests whose token was accepted.' })
export const requestSize = metric({ name: 'bailiwick_http_requests_size_bytes_total', type: 'counter', help: 'Bytes of the bodies of requests, by process.' })
export const responseTime = metric({ name: 'bailiwick_http_response_time_seconds', type: 'histogram', help: 'Time from a request to its answer, by process and endpoint.', buckets: seconds })
export const bootupTime = metric({ name: 'bailiwick_bootup_time_seconds', type: 'gauge', help: 'Time that the last start took.' })

/** What a worker keeps in memory is loaded once; these are the loads. */
export const tenantsGet = metric({ name: 'bailiwick_tenants_get_seconds', type: 'histogram', help: 'Time to load a tenant that was not in memory.', buckets: seconds })
export const clientsFind = metric({ name: 'bailiwick_clients_find_by_tenant_and_client_id_seconds', type: 'histogram', help: 'Time to load an application that was not in memory.', buckets: seconds })
export const connectionsGet = metric({ name: 'bailiwick_connections_get_by_name_seconds', type: 'histogram', help: 'Time to load a connection that was not in memory.', buckets: seconds })

export const statements = metric({ name: 'bailiwick_db_queries_total', type: 'counter', help: 'Statements sent to the database.' })
export const poolConnections = metric({ name: 'bailiwick_db_pool_connections', type: 'gauge', help: 'Database connections, by state: open, idle, waiting (requests that wait for one).' })
export const dbRetries = metric({ name: 'bailiwick_db_retries_total', type: 'counter', help: 'Statements and transactions that were run again.' })

export const eventLoop = metric({ name: 'bailiwick_event_loop_blocked_seconds', type: 'gauge', help: 'Longest time since the last look for which the worst worker did nothing else.' })
export const heapTotal = metric({ name: 'bailiwick_resources_memory_heap_total_bytes', type: 'gauge', help: 'Heap reserved, by role.' })
export const heapUsed = metric({ name: 'bailiwick_resources_memory_heap_used_bytes', type: 'gauge', help: 'Heap used, by role.' })
export const processMemory = metric({ name: 'bailiwick_resources_memory_usage_bytes', type: 'gauge', help: 'Resident memory, by role.' })
export const processCpu = metric({ name: 'bailiwick_resources_cpu_usage_seconds_total', type: 'counter', help: 'Processor time, by role.' })
export const workersRunning = metric({ name: 'bailiwick_workers', type: 'gauge', help: 'Web workers that serve.' })

export const cpuBusy = metric({ name: 'bailiwick_cpu_busy_ratio', type: 'gauge', help: 'Share of the processors that was busy over the last minute.' })
export const systemLoad = metric({ name: 'bailiwick_system_load1', type: 'gauge', help: 'Load average of the last minute.' })
export const systemUptime = metric({ name: 'bailiwick_system_uptime_seconds', type: 'gauge', help: 'Since the machine was started.' })
export const memoryTotal = metric({ name: 'bailiwick_mem_total_bytes', type: 'gauge', help: 'Memory of the machine or container.' })
export const memoryAvailable = metric({ name: 'bailiwick_mem_available_bytes', type: 'gauge', help: 'Memory that can be had at once.' })
export const swapTotal = metric({ name: 'bailiwick_swap_total_bytes', type: 'gauge', help: 'Swap space.' })
export const swapFree = metric({ name: 'bailiwick_swap_free_bytes', type: 'gauge', help: 'Swap space that is free.' })
export const diskTotal = metric({ name: 'bailiwick_disk_total_bytes', type: 'gauge', help: 'Size of a volume.' })
export const diskFree = metric({ name: 'bailiwick_disk_free_bytes', type: 'gauge', help: 'Free space of a volume.' })
export const diskRead = metric({ name: 'bailiwick_diskio_read_bytes', type: 'gauge', help: 'Read since boot, by device.' })
export const diskWritten = metric({ name: 'bailiwick_diskio_write_bytes', type: 'gauge', help: 'Written since boot, by device.' })
export const netReceived = metric({ name: 'bailiwick_net_bytes_recv', type: 'gauge', help: 'Received since boot, by interface.' })
export const netSent = metric({ name: 'bailiwick_net_bytes_sent', type: 'gauge', help: 'Sent since boot, by interface.' })
export const checkWell = metric({ name: 'bailiwick_health_check', type: 'gauge', help: '1 when a health check is well, 0 when not.' })
export const certificateExpiry = metric({ name: 'bailiwick_certificate_expiry_timestamp_seconds', type: 'gauge', help: 'When the certificate in use expires.' })
export const syntheticLogins = metric({ name: 'bailiwick_synthetic_logins_total', type: 'counter', help: 'Logins of the person of the appliance\'s own, by outcome; they are not among bailiwick_logins_total.' })
export const syntheticLoginTime = metric({ name: 'bailiwick_synthetic_login_seconds', type: 'gauge', help: 'Time that the last successful synthetic login took.' })
export const buildInfo = metric({ name: 'bailiwick_build_info', type: 'gauge', help: 'Always 1; the labels name node and build.' })

export const operateMetrics = [
  requestsReceived, requestsReplied, requestsAuthenticated, requestSize, responseTime, bootupTime, tenantsGet, clientsFind, connectionsGet, statements, poolConnections, dbRetries, eventLoop, heapTotal, heapUsed,
  processMemory, processCpu, workersRunning, cpuBusy, systemLoad, systemUptime, memoryTotal, memoryAvailable, swapTotal, swapFree, diskTotal, diskFree, diskRead,
  diskWritten, netReceived, netSent, checkWell, syntheticLogins, syntheticLoginTime, certificateExpiry, buildInfo,
]

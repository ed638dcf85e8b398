// How PM2 runs rushdesk: one process a core on one port (the kernel spreads connections over them).
// What a process does is configured by the variables in the README; this file only says how many and how they end.
const drainMs = Number(process.env.DRAIN_MS || 10_000)

module.exports = {
  apps: [
    {
      name: 'rushdesk',
      script: 'build/server/src/main.js',
      // As npm start does: a crowd's turns live for some 100 ms. In the default's 16 MiB they are copied again and again.
      // A crowd's beginning is compiled beside its turns: by two threads, not four, where each core has a process. What
      // ordinary traffic runs is compiled at half of the usual budget, so that more of it is done before a crowd comes.
      node_args:
        '--min-semi-space-size=16 --max-semi-space-size=32 --v8-pool-size=2 --interrupt-budget=30000',
      exec_mode: 'cluster',
      instances: process.env.INSTANCES || 'max',
      // A process counts as started when it serves, and gets its drain and some seconds before it is killed.
      wait_ready: true,
      listen_timeout: 30_000,
      kill_timeout: drainMs + 5_000,
      max_memory_restart: process.env.MAX_MEMORY || '1G',
      exp_backoff_restart_delay: 100,
      // A bad configuration stays bad: it is shown, not tried again.
      stop_exit_codes: [78],
      merge_logs: true,
      env: { NODE_ENV: process.env.NODE_ENV || 'production' },
    },
  ],
}

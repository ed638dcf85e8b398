// The private Redis of a test file is the one that the tools start.
export * from '../tools/redis-server.js'

/**
 * Loaded into each Node child before anything else (`node --require`). A child whose supervisor was killed ends like
 * one that was asked to: its IPC channel closes, and it asks itself. Children are not in the terminal's process group,
 * so nothing else would end them.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

export const BATCHES_PATH = 'v1/batches';

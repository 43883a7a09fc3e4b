// The worker thread's code as it stands in the sources: tests need no build.
import { register } from 'tsx/cjs/api';
import { createRequire } from 'node:module';

register();
const require = createRequire(import.meta.url);
export default require('./analysis.worker.ts').default;

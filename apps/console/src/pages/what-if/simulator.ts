import type { Job, JobKind, Jobs, Reply } from './simulator-jobs';

/** The page and the gateway, where that is this machine, keep a processor. */
const WORKERS = Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));

interface Waiting {
  job: Job;
  resolve: (answer: Jobs[JobKind]['answer']) => void;
  reject: (error: Error) => void;
}

/** Workers that share what is to be simulated. Ends for good with the signal: a simulation cannot be interrupted otherwise. */
export class Simulator {
  private readonly free: Worker[] = [];
  private readonly waiting: Waiting[] = [];
  private started = 0;

  constructor(private readonly signal: AbortSignal) {}

  /** @throws Error with what is wrong with a trace; never settles once the signal has come */
  run<Kind extends JobKind>(kind: Kind, asked: Jobs[Kind]['asked']): Promise<Jobs[Kind]['answer']> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ job: { kind, ...asked } as Job, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.signal.aborted || this.waiting.length === 0) return;
    const worker = this.free.pop() ?? (this.started < WORKERS ? this.start() : undefined);
    if (worker) this.give(worker, this.waiting.shift()!);
  }

  private give(worker: Worker, { job, resolve, reject }: Waiting): void {
    const free = () => (this.free.push(worker), this.next());
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if ('answer' in data) resolve(data.answer);
      else reject(new Error(data.complaint));
      free();
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
      free();
    };
    worker.postMessage(job);
  }

  private start(): Worker {
    this.started++;
    const worker = new Worker(new URL('./simulator.worker.ts', import.meta.url), { type: 'module' });
    this.signal.addEventListener('abort', () => worker.terminate(), { once: true });
    return worker;
  }
}

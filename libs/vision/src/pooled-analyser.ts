import { join } from 'node:path';
import { ExpectedError } from '@facefleet/platform';
import { Piscina } from 'piscina';
import { FaceAnalyser, type AnalysisOptions, type ImageAnalysis, type ImageDetection } from './analyser';
import type { AnalysisAnswer, AnalysisTask } from './analysis.worker';
import './no-telemetry';
import type { PipelineOptions } from './pipeline';
// sharp's native library wants to be loaded by the main thread before a worker thread loads it.
import './sharp-setup';

export interface PoolOptions extends PipelineOptions {
  /** Worker threads: images that are analysed at once. */
  slots: number;
  /** Absolute path of the compiled `analysis.worker`; by default the one beside this file. */
  workerFile?: string;
}

/** A `FacePipeline` in each of several worker threads: inference blocks the thread that calls it, and this one must not. */
export class PooledFaceAnalyser extends FaceAnalyser {
  private readonly pool: Piscina<AnalysisTask, AnalysisAnswer>;
  private closed = false;

  constructor(private readonly options: PoolOptions) {
    super();
    const { modelsDir, maxImagePixels, slots } = options;
    const pipeline: PipelineOptions = { modelsDir, maxImagePixels };
    this.pool = new Piscina({
      filename: options.workerFile ?? join(__dirname, 'analysis.worker.js'),
      workerData: pipeline,
      minThreads: slots,
      maxThreads: slots,
      idleTimeout: Infinity,
    });
  }

  async analyse(image: Uint8Array, options: AnalysisOptions): Promise<ImageAnalysis> {
    const { analysis } = await this.runOn(image, 'analyse', options);
    if (!analysis) throw new Error('The worker thread gave no analysis');
    return analysis;
  }

  async detect(image: Uint8Array, options: AnalysisOptions): Promise<ImageDetection> {
    const { detection } = await this.runOn(image, 'detect', options);
    if (!detection) throw new Error('The worker thread gave no detection');
    return detection;
  }

  async warmUp(model: string): Promise<void> {
    const threads = this.options.slots;
    const arrived = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const giveUp = new AbortController();
    const task: AnalysisTask = { kind: 'warm-up', model, arrived, threads };
    try {
      await Promise.all(Array.from({ length: threads }, () => this.run(task, { signal: giveUp.signal })));
    } catch (error) {
      // The others may be waiting for a thread that died.
      if (!(error instanceof ExpectedError)) giveUp.abort();
      throw error;
    }
  }

  /** Ends the threads once the images at hand are finished. */
  async close(): Promise<void> {
    this.closed = true;
    await this.pool.close();
  }

  /** Bytes that fill their buffer are moved to the thread and gone here; a view of a part of one is copied. */
  private runOn(image: Uint8Array, kind: 'analyse' | 'detect', options: AnalysisOptions) {
    const bytes = movable(image);
    return this.run({ kind, image: bytes, options }, { transferList: [bytes.buffer] });
  }

  private async run(
    task: AnalysisTask,
    options: Parameters<typeof this.pool.run>[1],
  ): Promise<Extract<AnalysisAnswer, { ok: true }>> {
    // The pool would start its threads again.
    if (this.closed) throw new Error('The analyser is closed');
    const answer = await this.pool.run(task, options);
    if (!answer.ok) throw new ExpectedError(answer.code, answer.message);
    return answer;
  }
}

/** The same bytes in a buffer of their own, which can be transferred. */
function movable(image: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = image;
  const ownsBuffer = buffer instanceof ArrayBuffer && buffer.byteLength === image.byteLength;
  return ownsBuffer ? new Uint8Array(buffer) : new Uint8Array(image);
}

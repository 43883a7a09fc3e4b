import './no-telemetry';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export type Outputs = Record<string, Float32Array>;

function floats(output: string, data: unknown): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error(`The network's output "${output}" is not of 32-bit floating-point numbers`);
}

/** One ONNX network on one core. Not for two callers at once: `run` occupies the thread that calls it. */
export class Network {
  private constructor(private readonly session: InferenceSession) {}

  static async load(path: string): Promise<Network> {
    return new Network(
      await InferenceSession.create(path, {
        executionProviders: ['cpu'],
        executionMode: 'sequential',
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        // Images come in all sizes: a plan of memory for each size seen would be kept for ever.
        enableMemPattern: false,
        logSeverityLevel: 3,
      }),
    );
  }

  /**
   * @param input values of the network's only input, `shape` in all
   * @returns the values of each output by its name
   */
  async run(input: Float32Array, shape: readonly number[]): Promise<Outputs> {
    const results = await this.session.run({
      [this.session.inputNames[0]!]: new Tensor('float32', input, shape),
    });
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, floats(name, data)]));
  }
}

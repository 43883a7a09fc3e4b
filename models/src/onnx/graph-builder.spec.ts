import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { evenPadding, GraphBuilder, NO_PADDING, type Value } from './graph-builder';

/** Runs a graph of one node, or a few, on one picture. */
async function run(
  build: (graph: GraphBuilder, x: Value) => Value,
  dims: [number, number, number, number],
  values: number[],
): Promise<{ shape: readonly number[]; values: number[] }> {
  const graph = new GraphBuilder('test');
  const x = graph.input('x', ['batch', dims[1], 'height', 'width']);
  graph.output('y', build(graph, x), ['a', 'b', 'c', 'd']);
  const session = await InferenceSession.create(graph.encode(), { logSeverityLevel: 3 });
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.from(values), dims) });
  return { shape: y!.dims, values: [...(y!.data as Float32Array)] };
}

const ones = (count: number) => new Float32Array(count).fill(1);

describe('GraphBuilder', () => {
  it('convolves with a stride and padding of each side of its own', async () => {
    const weights = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) };
    const padding = { ...NO_PADDING, bottom: 1, right: 1 };
    const y = await run(
      (graph, x) => graph.conv(x, weights, Float32Array.of(100), { strides: [2, 2], padding }),
      [1, 1, 3, 3],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    expect(y).toEqual({ shape: [1, 1, 2, 2], values: [137, 121, 123, 109] });
  });

  it('convolves groups of channels apart, with gaps in the kernel', async () => {
    const weights = { shape: [2, 1, 1, 2], data: Float32Array.of(1, 1, 1, -1) };
    const y = await run(
      (graph, x) => graph.conv(x, weights, undefined, { groups: 2, dilations: [1, 2] }),
      [1, 2, 1, 3],
      [1, 2, 3, 10, 20, 30],
    );
    expect(y).toEqual({ shape: [1, 2, 1, 1], values: [4, -20] });
  });

  it('pools the maximum, rounding the size up where told', async () => {
    const row = [1, 5, 2, 4, 3];
    const options = { kernel: [1, 2], strides: [1, 2] } as const;
    expect((await run((graph, x) => graph.maxPool(x, options), [1, 1, 1, 5], row)).values).toEqual([5, 4]);
    const up = await run((graph, x) => graph.maxPool(x, { ...options, rounding: 'ceil' }), [1, 1, 1, 5], row);
    expect(up.values).toEqual([5, 4, 3]);
  });

  it('pools the mean, with the padding counted or not', async () => {
    const options = { kernel: [1, 2], strides: [1, 2], padding: { ...NO_PADDING, right: 1 } } as const;
    const mean = (countPadding: boolean) =>
      run((graph, x) => graph.averagePool(x, { ...options, countPadding }), [1, 1, 1, 3], [2, 4, 6]);
    expect((await mean(false)).values).toEqual([3, 6]);
    expect((await mean(true)).values).toEqual([3, 3]);
  });

  it('pads with zeros around the picture and with channels of zeros', async () => {
    const padding = { ...NO_PADDING, bottom: 1, right: 1 };
    const y = await run((graph, x) => graph.pad(x, padding, 1), [1, 1, 1, 1], [7]);
    expect(y).toEqual({ shape: [1, 2, 2, 2], values: [7, 0, 0, 0, 0, 0, 0, 0] });
  });

  it('gives each channel its own slope for negative values', async () => {
    const y = await run((graph, x) => graph.prelu(x, Float32Array.of(0.5, 2)), [1, 2, 1, 2], [-1, 1, -1, 1]);
    expect(y.values).toEqual([-0.5, 1, -2, 1]);
  });

  it('combines two values, one of them spread over the other', async () => {
    const perChannel = { shape: [1, 2, 1, 1], data: Float32Array.of(2, 3) };
    const combined = (combine: (graph: GraphBuilder, x: Value, c: Value) => Value) =>
      run((graph, x) => combine(graph, x, graph.constant(perChannel)), [1, 2, 1, 1], [5, 1]);
    expect((await combined((graph, x, c) => graph.add(x, c))).values).toEqual([7, 4]);
    expect((await combined((graph, x, c) => graph.subtract(x, c))).values).toEqual([3, -2]);
    expect((await combined((graph, x, c) => graph.multiply(x, c))).values).toEqual([10, 3]);
    expect((await combined((graph, x, c) => graph.maximum(x, c))).values).toEqual([5, 3]);
  });

  it('applies the activations value by value', async () => {
    const applied = async (apply: (graph: GraphBuilder, x: Value) => Value) =>
      (await run(apply, [1, 1, 1, 2], [-2, 2])).values;
    expect(await applied((graph, x) => graph.relu(x))).toEqual([0, 2]);
    expect(await applied((graph, x) => graph.leakyRelu(x, 0.25))).toEqual([-0.5, 2]);
    const sigmoid = await applied((graph, x) => graph.sigmoid(x));
    expect(sigmoid[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
    const tanh = await applied((graph, x) => graph.tanh(x));
    expect(tanh[0]).toBeCloseTo(Math.tanh(-2), 6);
  });

  it('ends a network with a mean over the picture and a fully connected layer', async () => {
    const weights = { shape: [2, 3], data: Float32Array.of(1, 0, 2, 0, 1, 3) };
    const y = await run(
      (graph, x) =>
        graph.fullyConnected(graph.flatten(graph.globalAveragePool(x)), weights, Float32Array.of(0, 0, 1)),
      [2, 2, 1, 2],
      [1, 3, 10, 30, 0, 0, 1, 1],
    );
    expect(y).toEqual({ shape: [2, 3], values: [2, 20, 65, 0, 1, 4] });
  });

  it('turns the axes', async () => {
    const y = await run((graph, x) => graph.transpose(x, [0, 2, 3, 1]), [1, 2, 1, 2], [1, 2, 3, 4]);
    expect(y).toEqual({ shape: [1, 1, 2, 2], values: [1, 3, 2, 4] });
  });

  it('refuses a constant whose shape does not fit its values', () => {
    const graph = new GraphBuilder('test');
    expect(() => graph.constant({ shape: [2, 2], data: ones(3) })).toThrow('[2, 2] cannot hold 3 values');
  });

  it('writes the same bytes for the same graph', () => {
    const build = () => {
      const graph = new GraphBuilder('test');
      const weights = { shape: [1, 1, 3, 3], data: ones(9) };
      const x = graph.conv(graph.input('x', [1, 1, 8, 8]), weights, ones(1), { padding: evenPadding(1) });
      graph.output('y', x, [1, 1, 8, 8]);
      return graph.encode();
    };
    expect(build()).toEqual(build());
  });
});

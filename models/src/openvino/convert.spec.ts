import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { convertOpenVinoIr } from './convert';
import { writeIr, type HandLayer } from './ir.fixture';

/** Converts an input and the given layers, and runs one picture through them. */
async function run(
  input: [number, number, number, number],
  values: number[],
  ...layers: HandLayer[]
): Promise<number[]> {
  const { xml, bin } = writeIr([{ type: 'Input', output: input }, ...layers]);
  const session = await InferenceSession.create(convertOpenVinoIr(xml, bin));
  const { embedding } = await session.run({ image: new Tensor('float32', Float32Array.from(values), input) });
  expect(embedding!.dims).toEqual([1, layers.at(-1)!.output.reduce((product, side) => product * side, 1)]);
  return [...(embedding!.data as Float32Array)];
}

describe('convertOpenVinoIr', () => {
  it('converts a Convolution: kernel, stride, padding before and after, weights and biases', async () => {
    const layer: HandLayer = {
      type: 'Convolution',
      attributes: {
        kernel: '2,2',
        strides: '2,2',
        pads_begin: '1,0',
        pads_end: '0,1',
        output: '1',
        group: '1',
      },
      weights: [1, 2, 3, 4],
      biases: [100],
      output: [1, 1, 2, 2],
    };
    // Rows with the padding: 0 0 0 0 | 1 2 3 0 | 4 5 6 0 | 7 8 9 0.
    const expected = [100 + 3 + 8, 100 + 9, 100 + 4 + 10 + 21 + 32, 100 + 6 + 27];
    expect(await run([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9], layer)).toEqual(expected);
  });

  it('converts a Convolution of groups with a dilated kernel and without biases', async () => {
    const layer: HandLayer = {
      type: 'Convolution',
      attributes: { kernel: '1,2', dilations: '1,2', output: '2', group: '2' },
      weights: [1, 1, 1, -1],
      output: [1, 2, 1, 1],
    };
    expect(await run([1, 2, 1, 3], [1, 2, 3, 10, 20, 30], layer)).toEqual([4, -20]);
  });

  it('converts a ScaleShift of each channel', async () => {
    const layer: HandLayer = {
      type: 'ScaleShift',
      weights: [2, -1],
      biases: [0.5, 10],
      output: [1, 2, 1, 2],
    };
    expect(await run([1, 2, 1, 2], [1, 2, 3, 4], layer)).toEqual([2.5, 4.5, 7, 6]);
  });

  it('converts a PReLU with one slope for all channels, and with one for each', async () => {
    const shared: HandLayer = { type: 'PReLU', weights: [0.5], output: [1, 2, 1, 2] };
    const each: HandLayer = { type: 'PReLU', weights: [0.5, 2], output: [1, 2, 1, 2] };
    expect(await run([1, 2, 1, 2], [-2, 2, -4, 4], shared)).toEqual([-1, 2, -2, 4]);
    expect(await run([1, 2, 1, 2], [-2, 2, -4, 4], each)).toEqual([-1, 2, -8, 4]);
  });

  it('converts Pooling of means, which leave the padding out or count it as the file says', async () => {
    const pooling = (excludePad: string): HandLayer => ({
      type: 'Pooling',
      attributes: {
        'pool-method': 'avg',
        kernel: '1,2',
        strides: '1,2',
        pads_end: '0,1',
        'exclude-pad': excludePad,
      },
      output: [1, 1, 1, 2],
    });
    expect(await run([1, 1, 1, 3], [2, 4, 6], pooling('true'))).toEqual([3, 6]);
    expect(await run([1, 1, 1, 3], [2, 4, 6], pooling('false'))).toEqual([3, 3]);
  });

  it('converts Pooling of maxima, whose size is rounded as the file says', async () => {
    const pooling = (rounding: string, width: number): HandLayer => ({
      type: 'Pooling',
      attributes: { 'pool-method': 'max', kernel: '1,2', strides: '1,2', rounding_type: rounding },
      output: [1, 1, 1, width],
    });
    expect(await run([1, 1, 1, 3], [-5, -4, -6], pooling('floor', 1))).toEqual([-4]);
    expect(await run([1, 1, 1, 3], [-5, -4, -6], pooling('ceil', 2))).toEqual([-4, -6]);
  });

  it.each([
    ['sum', [6, 4]],
    ['mul', [8, 3]],
    ['max', [4, 3]],
  ])('converts Eltwise %s of two layers', async (operation, expected) => {
    const shift: HandLayer = { type: 'ScaleShift', weights: [1, 1], biases: [2, -2], output: [1, 2, 1, 1] };
    const eltwise: HandLayer = {
      type: 'Eltwise',
      attributes: { operation },
      reads: [0, 1],
      output: [1, 2, 1, 1],
    };
    expect(await run([1, 2, 1, 1], [2, 3], shift, eltwise)).toEqual(expected);
  });

  it('spreads a value per channel over the picture in Eltwise, as squeeze-and-excitation does', async () => {
    const mean: HandLayer = {
      type: 'Pooling',
      attributes: { 'pool-method': 'avg', kernel: '1,2', strides: '1,2' },
      output: [1, 2, 1, 1],
    };
    const eltwise: HandLayer = {
      type: 'Eltwise',
      attributes: { operation: 'mul' },
      reads: [0, 1],
      output: [1, 2, 1, 2],
    };
    expect(await run([1, 2, 1, 2], [1, 3, 0, 10], mean, eltwise)).toEqual([2, 6, 0, 50]);
  });

  it.each([
    ['sigmoid', [1 / (1 + Math.exp(1)), 1 / (1 + Math.exp(-1))]],
    ['tanh', [Math.tanh(-1), Math.tanh(1)]],
    ['relu', [0, 1]],
  ])('converts Activation %s', async (type, expected) => {
    const values = await run([1, 1, 1, 2], [-1, 1], {
      type: 'Activation',
      attributes: { type },
      output: [1, 1, 1, 2],
    });
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  it('converts ReLU with and without a slope', async () => {
    const leaky: HandLayer = { type: 'ReLU', attributes: { negative_slope: '0.25' }, output: [1, 1, 1, 2] };
    expect(await run([1, 1, 1, 2], [-4, 4], leaky)).toEqual([-1, 4]);
    expect(await run([1, 1, 1, 2], [-4, 4], { ...leaky, attributes: {} })).toEqual([0, 4]);
  });

  it.each<[string, HandLayer, string]>([
    [
      'a layer type',
      { type: 'RegionYolo', output: [1, 1, 1, 1] },
      'the layer type "RegionYolo" (layer "layer 1")',
    ],
    [
      'an operation',
      { type: 'Eltwise', attributes: { operation: 'pow' }, output: [1, 1, 1, 1] },
      'layer "layer 1" (Eltwise): operation "pow" is not supported',
    ],
    [
      'paddings that the framework chooses',
      {
        type: 'Convolution',
        attributes: { kernel: '1,1', output: '1', auto_pad: 'same_upper' },
        weights: [1],
        output: [1, 1, 1, 1],
      },
      'layer "layer 1" (Convolution): auto_pad "same_upper" is not supported',
    ],
    [
      'a missing attribute',
      { type: 'Pooling', attributes: { 'pool-method': 'max' }, output: [1, 1, 1, 1] },
      'layer "layer 1" (Pooling): kernel is missing',
    ],
    [
      'missing weights',
      { type: 'ScaleShift', output: [1, 1, 1, 1] },
      'layer "layer 1" (ScaleShift) has no weights',
    ],
  ])('refuses %s that it does not know, by name', (_, layer, message) => {
    const { xml, bin } = writeIr([{ type: 'Input', output: [1, 1, 1, 1] }, layer]);
    expect(() => convertOpenVinoIr(xml, bin)).toThrow(message);
  });

  it('refuses other versions and precisions, and weights that lie outside the file', () => {
    const layers: HandLayer[] = [
      { type: 'Input', output: [1, 1, 1, 1] },
      { type: 'ScaleShift', weights: [1], output: [1, 1, 1, 1] },
    ];
    const refused = ({ xml, bin }: { xml: Buffer; bin: Buffer }) => expect(() => convertOpenVinoIr(xml, bin));
    refused(writeIr(layers, { version: '10' })).toThrow('version 10 is not supported');
    refused(writeIr(layers, { precision: 'I8' })).toThrow('precision I8 of layer "layer 0" is not supported');
    refused({ ...writeIr(layers), bin: Buffer.alloc(0) }).toThrow(
      'weights of layer "layer 1" lie outside the file',
    );
  });

  it('refuses a network with two outputs', () => {
    const activation: HandLayer = {
      type: 'Activation',
      attributes: { type: 'relu' },
      reads: [0],
      output: [1, 1, 1, 1],
    };
    const { xml, bin } = writeIr([{ type: 'Input', output: [1, 1, 1, 1] }, activation, activation]);
    expect(() => convertOpenVinoIr(xml, bin)).toThrow('2 outputs instead of one');
  });
});

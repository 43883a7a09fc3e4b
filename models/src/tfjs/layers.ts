import type { ConvOptions, GraphBuilder, Padding, Pair, Tensor, Value } from '../onnx/graph-builder';
import type { Weights } from './weights';

/**
 * Pixels [0, 255] -> (pixel - mean) / 255, as face-api normalises.
 *
 * @param image [N, 3, H, W] in RGB
 */
export function normalise(
  graph: GraphBuilder,
  image: Value,
  meanRgb: readonly [number, number, number],
): Value {
  const mean = graph.constant({ shape: [1, 3, 1, 1], data: Float32Array.from(meanRgb) });
  const scale = graph.constant({ shape: [1], data: Float32Array.of(1 / 255) });
  return graph.multiply(graph.subtract(image, mean), scale);
}

/** The weights `<name>/filters` and `<name>/bias`. */
export function conv(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  options: ConvOptions = {},
): Value {
  return graph.conv(x, toOihw(weights.get(`${name}/filters`, 4)), weights.vector(`${name}/bias`), options);
}

/** One filter per channel, then a 1x1 convolution that mixes the channels; the bias belongs to the second. */
export function separableConv(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  options: { strides?: Pair; padding: Padding },
): Value {
  const depthwise = weights.get(`${name}/depthwise_filter`, 4);
  const perChannel = graph.conv(x, depthwiseToOihw(depthwise), undefined, {
    ...options,
    groups: depthwise.shape[2],
  });
  const pointwise = toOihw(weights.get(`${name}/pointwise_filter`, 4));
  return graph.conv(perChannel, pointwise, weights.vector(`${name}/bias`));
}

/** TensorFlow keeps filters as [height, width, in, out], ONNX as [out, in, height, width]. */
export function toOihw({ shape, data }: Tensor): Tensor {
  const [height, width, channelsIn, channelsOut] = shape as [number, number, number, number];
  const turned = new Float32Array(data.length);
  let from = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let i = 0; i < channelsIn; i++)
        for (let o = 0; o < channelsOut; o++)
          turned[((o * channelsIn + i) * height + y) * width + x] = data[from++]!;
  return { shape: [channelsOut, channelsIn, height, width], data: turned };
}

/** [height, width, channels, 1] -> [channels, 1, height, width] */
function depthwiseToOihw({ shape, data }: Tensor): Tensor {
  const [height, width, channels, multiplier] = shape as [number, number, number, number];
  if (multiplier !== 1)
    throw new Error(`a depthwise filter with ${multiplier} outputs a channel is not supported`);
  return toOihw({ shape: [height, width, 1, channels], data });
}

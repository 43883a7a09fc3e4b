import {
  GraphBuilder,
  NO_PADDING,
  evenPadding,
  type ConvOptions,
  type Tensor,
  type Value,
} from '../onnx/graph-builder';
import { normalise, toOihw } from './layers';
import type { Weights } from './weights';

const MEAN_RGB = [122.782, 117.001, 104.298] as const;

const SAME_3X3: ConvOptions = { padding: evenPadding(1) };
const HALVING: ConvOptions = { strides: [2, 2] };

/** What follows the first convolution, in order; `down` halves the picture, of `side` pixels before it. */
const BLOCKS: readonly { name: string; down?: { side: number; doubles: boolean } }[] = [
  { name: 'conv32_1' },
  { name: 'conv32_2' },
  { name: 'conv32_3' },
  { name: 'conv64_down', down: { side: 35, doubles: true } },
  { name: 'conv64_1' },
  { name: 'conv64_2' },
  { name: 'conv64_3' },
  { name: 'conv128_down', down: { side: 17, doubles: true } },
  { name: 'conv128_1' },
  { name: 'conv128_2' },
  { name: 'conv256_down', down: { side: 8, doubles: true } },
  { name: 'conv256_1' },
  { name: 'conv256_2' },
  { name: 'conv256_down_out', down: { side: 4, doubles: false } },
];

/**
 * dlib's face recognition ResNet with face-api's weights.
 *
 * Input `image`: [N, 3, 150, 150] RGB 0..255, an aligned face.
 * Output `embedding`: [N, 128], compared by Euclidean distance; not of unit length.
 */
export function buildDlibResnet(weights: Weights): Uint8Array {
  const graph = new GraphBuilder('dlib-resnet');
  const image = graph.input('image', ['batch', 3, 150, 150]);

  let x = graph.relu(scaledConv(graph, weights, 'conv32_down', normalise(graph, image, MEAN_RGB), HALVING));
  x = graph.maxPool(x, { kernel: [3, 3], strides: [2, 2] });
  for (const { name, down } of BLOCKS) x = residual(graph, weights, name, x, down);
  const pooled = graph.flatten(graph.globalAveragePool(x));
  const embedding = graph.fullyConnected(pooled, weights.get('fc', 2));

  graph.output('embedding', embedding, ['batch', 128]);
  return graph.encode();
}

function residual(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  down?: { side: number; doubles: boolean },
): Value {
  const first = graph.relu(scaledConv(graph, weights, `${name}/conv1`, x, down ? HALVING : SAME_3X3));
  const second = scaledConv(graph, weights, `${name}/conv2`, first, SAME_3X3);
  if (!down) return graph.relu(graph.add(second, x));

  // Of an even side the pooled shortcut keeps one row and column more than the convolution, which gets zeros there;
  // where the block doubles the channels, the shortcut gets zeros for the new ones.
  const missing = Math.floor(down.side / 2) - (Math.floor((down.side - 3) / 2) + 1);
  const main = missing > 0 ? graph.pad(second, { ...NO_PADDING, bottom: missing, right: missing }) : second;
  const pooled = graph.averagePool(x, { kernel: [2, 2], strides: [2, 2] });
  const channels = weights.vector(`${name}/conv1/scale/weights`).length;
  const shortcut = down.doubles ? graph.pad(pooled, NO_PADDING, channels / 2) : pooled;
  return graph.relu(graph.add(shortcut, main));
}

/** A convolution and the scale-and-shift of each channel behind it, which are one convolution. */
function scaledConv(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  options: ConvOptions,
): Value {
  const filters = toOihw(weights.get(`${name}/conv/filters`, 4));
  const scale = weights.vector(`${name}/scale/weights`);
  const shift = weights.vector(`${name}/scale/biases`);
  const bias = weights.vector(`${name}/conv/bias`).map((value, i) => value * scale[i]! + shift[i]!);
  return graph.conv(x, scaleOutputs(filters, scale), bias, options);
}

function scaleOutputs({ shape, data }: Tensor, scale: Float32Array): Tensor {
  const perOutput = data.length / scale.length;
  return { shape, data: data.map((value, i) => value * scale[Math.floor(i / perOutput)]!) };
}

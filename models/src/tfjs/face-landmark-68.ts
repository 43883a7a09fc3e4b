import { GraphBuilder, NO_PADDING, evenPadding, type Value } from '../onnx/graph-builder';
import { conv, normalise, separableConv } from './layers';
import type { Weights } from './weights';

const MEAN_RGB = [122.782, 117.001, 104.298] as const;

/** TensorFlow's `same` for a 3x3 kernel that halves an even side: a row and a column after the last, none before. */
const HALVING = { strides: [2, 2], padding: { ...NO_PADDING, bottom: 1, right: 1 } } as const;

/**
 * face-api's network for the 68 facial landmarks (iBUG order).
 *
 * Input `image`: [N, 3, 112, 112] RGB 0..255: the face's box, shrunk to fit and centred on black where it is not square.
 * Output `points`: [N, 136], x and y in turn, as fractions of the 112 x 112 input (they may lie outside 0..1).
 * The library then multiplies by 112, takes off the black border and divides by the size of the picture inside it,
 * which gives fractions of the box.
 */
export function buildFaceLandmark68(weights: Weights): Uint8Array {
  const graph = new GraphBuilder('face-landmark-68');
  const image = graph.input('image', ['batch', 3, 112, 112]);

  let x = normalise(graph, image, MEAN_RGB);
  x = denseBlock(graph, weights, 'dense0', graph.relu(conv(graph, weights, 'dense0/conv0', x, HALVING)));
  for (const name of ['dense1', 'dense2', 'dense3']) {
    const halved = graph.relu(separableConv(graph, weights, `${name}/conv0`, x, HALVING));
    x = denseBlock(graph, weights, name, halved);
  }
  x = graph.averagePool(x, { kernel: [7, 7], strides: [2, 2] });
  x = graph.fullyConnected(graph.flatten(x), weights.get('fc/weights', 2), weights.vector('fc/bias'));

  graph.output('points', x, ['batch', 136]);
  return graph.encode();
}

/** Each convolution sees the sum of all before it. */
function denseBlock(graph: GraphBuilder, weights: Weights, name: string, first: Value): Value {
  let sum = first;
  for (const layer of ['conv1', 'conv2', 'conv3']) {
    // The first sum is of one value that has been through a ReLU already.
    const seen = sum === first ? first : graph.relu(sum);
    const out = separableConv(graph, weights, `${name}/${layer}`, seen, { padding: evenPadding(1) });
    sum = graph.add(sum, out);
  }
  return graph.relu(sum);
}

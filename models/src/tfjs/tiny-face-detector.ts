import { GraphBuilder, NO_PADDING, evenPadding, type Value } from '../onnx/graph-builder';
import { conv, normalise, separableConv } from './layers';
import type { Weights } from './weights';

const MEAN_RGB = [117.001, 114.697, 97.404] as const;
const LEAKY_SLOPE = 0.1;

/** A row and a column of padding after the last: what TensorFlow's `same` adds where the kernel does not fit. */
const ONE_AFTER = { ...NO_PADDING, bottom: 1, right: 1 };

/**
 * face-api's Tiny Face Detector (a small YOLO v2).
 *
 * Input `image`: [1, 3, H, W] RGB 0..255, H and W multiples of 32.
 * Output `grid`: [1, H / 32, W / 32, 25], five boxes a cell, each (x, y, width, height, score) before sigmoid and
 * exponential. Of box b in the cell (row, column), with the anchor (aw, ah) and in units of cells:
 * centre = (column + sigmoid(x), row + sigmoid(y)), size = (exp(width) * aw, exp(height) * ah), score = sigmoid(score).
 * Anchors: (1.603231, 2.094468) (6.041143, 7.080126) (2.882459, 3.518061) (4.266906, 5.178857) (9.041765, 10.66308).
 */
export function buildTinyFaceDetector(weights: Weights): Uint8Array {
  const graph = new GraphBuilder('tiny-face-detector');
  const image = graph.input('image', [1, 3, 'height', 'width']);
  const leaky = (x: Value) => graph.leakyRelu(x, LEAKY_SLOPE);
  const separable = (name: string, x: Value) =>
    leaky(separableConv(graph, weights, name, x, { padding: evenPadding(1) }));
  const halve = (x: Value, padding = NO_PADDING) =>
    graph.maxPool(x, { kernel: [2, 2], strides: [2, 2], padding });

  // The first convolution takes a pixel from each side, so of H = 32 k its halving makes 16 k - 1: the one odd size.
  let x = halve(leaky(conv(graph, weights, 'conv0', normalise(graph, image, MEAN_RGB))));
  x = halve(separable('conv1', x), ONE_AFTER);
  x = halve(separable('conv2', x));
  x = halve(separable('conv3', x));
  x = halve(separable('conv4', x));
  x = graph.maxPool(separable('conv5', x), { kernel: [2, 2], strides: [1, 1], padding: ONE_AFTER });
  x = conv(graph, weights, 'conv8', x);

  graph.output('grid', graph.transpose(x, [0, 2, 3, 1]), [1, 'rows', 'columns', 25]);
  return graph.encode();
}

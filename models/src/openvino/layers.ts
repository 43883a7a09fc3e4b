import type { GraphBuilder, Padding, Pair, Tensor, Value } from '../onnx/graph-builder';
import type { IrLayer } from './ir';

/** Adds what one layer computes to the graph. */
type LayerConverter = (
  graph: GraphBuilder,
  layer: IrLayer,
  inputs: readonly Value[],
  inputShape: readonly number[],
) => Value;

/**
 * Every layer type that we can convert; semantics as in OpenVINO's "Intermediate Representation notation" of 2019.
 * Attributes that would change the meaning in a way we do not convert are refused, not ignored.
 */
export const LAYER_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Convolution(graph, layer, [x], [, channelsIn]) {
    const groups = integer(layer, 'group', 1);
    const kernel = pair(layer, 'kernel');
    const weights: Tensor = {
      shape: [integer(layer, 'output'), channelsIn! / groups, ...kernel],
      data: blob(layer, 'weights'),
    };
    refuseAutoPad(layer);
    return graph.conv(x!, weights, layer.biases, {
      groups,
      strides: pair(layer, 'strides', [1, 1]),
      dilations: pair(layer, 'dilations', [1, 1]),
      padding: padding(layer),
    });
  },

  /** x * weights + biases, per channel */
  ScaleShift(graph, layer, [x]) {
    const scale = perChannel(blob(layer, 'weights'));
    const scaled = graph.multiply(x!, graph.constant(scale));
    return layer.biases ? graph.add(scaled, graph.constant(perChannel(layer.biases))) : scaled;
  },

  PReLU(graph, layer, [x], [, channels]) {
    const slopes = blob(layer, 'weights');
    if (slopes.length !== 1 && slopes.length !== channels)
      throw new Error(`layer "${layer.name}" has ${slopes.length} slopes for ${channels} channels`);
    // One slope for all is a leaky ReLU, which onnxruntime computes as part of the convolution before it.
    return slopes.length === 1 ? graph.leakyRelu(x!, slopes[0]!) : graph.prelu(x!, slopes);
  },

  Pooling(graph, layer, [x]) {
    refuseAutoPad(layer);
    const options = {
      kernel: pair(layer, 'kernel'),
      strides: pair(layer, 'strides', [1, 1]),
      padding: padding(layer),
      rounding: oneOf(layer, 'rounding_type', ['floor', 'ceil'], 'floor'),
    };
    if (oneOf(layer, 'pool-method', ['avg', 'max']) === 'max') return graph.maxPool(x!, options);
    const countPadding = oneOf(layer, 'exclude-pad', ['true', 'false'], 'false') === 'false';
    return graph.averagePool(x!, { ...options, countPadding });
  },

  Eltwise(graph, layer, inputs) {
    const combine = {
      sum: (a: Value, b: Value) => graph.add(a, b),
      mul: (a: Value, b: Value) => graph.multiply(a, b),
      max: (a: Value, b: Value) => graph.maximum(a, b),
    }[oneOf(layer, 'operation', ['sum', 'mul', 'max'])];
    return inputs.reduce(combine);
  },

  Activation(graph, layer, [x]) {
    switch (oneOf(layer, 'type', ['sigmoid', 'relu', 'tanh'])) {
      case 'sigmoid':
        return graph.sigmoid(x!);
      case 'relu':
        return graph.relu(x!);
      case 'tanh':
        return graph.tanh(x!);
    }
  },

  ReLU(graph, layer, [x]) {
    const slope = Number(layer.attributes['negative_slope'] ?? 0);
    return slope === 0 ? graph.relu(x!) : graph.leakyRelu(x!, slope);
  },
};

function blob(layer: IrLayer, which: 'weights' | 'biases'): Float32Array {
  const values = layer[which];
  if (!values) throw new Error(`layer "${layer.name}" (${layer.type}) has no ${which}`);
  return values;
}

function perChannel(data: Float32Array): Tensor {
  return { shape: [1, data.length, 1, 1], data };
}

function pair(layer: IrLayer, attribute: string, whenAbsent?: Pair): Pair {
  const text = layer.attributes[attribute];
  if (text === undefined && whenAbsent) return whenAbsent;
  const [height, width, ...more] = (text ?? '').split(',').map(Number);
  if (!Number.isInteger(height) || !Number.isInteger(width) || more.length > 0) throw wrong(layer, attribute);
  return [height!, width!];
}

function padding(layer: IrLayer): Padding {
  const [top, left] = pair(layer, 'pads_begin', [0, 0]);
  const [bottom, right] = pair(layer, 'pads_end', [0, 0]);
  return { top, left, bottom, right };
}

function integer(layer: IrLayer, attribute: string, whenAbsent?: number): number {
  const value = Number(layer.attributes[attribute] ?? whenAbsent);
  if (!Number.isInteger(value)) throw wrong(layer, attribute);
  return value;
}

function oneOf<T extends string>(layer: IrLayer, attribute: string, values: readonly T[], whenAbsent?: T): T {
  const given = layer.attributes[attribute] ?? whenAbsent;
  const value = values.find((candidate) => candidate === given);
  if (value === undefined) throw wrong(layer, attribute);
  return value;
}

/** The explicit paddings do not count where the framework is to choose them. */
function refuseAutoPad(layer: IrLayer): void {
  if ('auto_pad' in layer.attributes && layer.attributes['auto_pad'] !== 'explicit')
    throw wrong(layer, 'auto_pad');
}

function wrong(layer: IrLayer, attribute: string): Error {
  const value = layer.attributes[attribute];
  return new Error(
    `layer "${layer.name}" (${layer.type}): ${attribute} ${value === undefined ? 'is missing' : `"${value}" is not supported`}`,
  );
}

import { AttributeType, DataType, ModelProto } from './schema';

/** The pair that ONNX 1.12 brought: old enough for any runtime in use, and what our converters are tested with. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/** A value that flows through the graph; only a GraphBuilder makes them. */
export type Value = string & { readonly __value: unique symbol };

/** A constant of the graph, row-major. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** A number is fixed; a name stands for a size that the caller chooses at each run, e.g. the batch. */
export type Dimension = number | string;

export type Pair = readonly [height: number, width: number];

/** Pixels added around an image. */
export interface Padding {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export interface ConvOptions {
  strides?: Pair;
  dilations?: Pair;
  padding?: Padding;
  groups?: number;
}

export interface PoolOptions {
  kernel: Pair;
  strides: Pair;
  padding?: Padding;
  /** Size of the output where the kernel does not fit a whole number of times; `floor` unless told. */
  rounding?: 'floor' | 'ceil';
}

type Attribute = number | readonly number[] | { float: number };

const square = (side: number): Pair => [side, side];
export const NO_PADDING: Padding = { top: 0, left: 0, bottom: 0, right: 0 };
export const evenPadding = (pixels: number): Padding => ({
  top: pixels,
  left: pixels,
  bottom: pixels,
  right: pixels,
});

/**
 * Writes an ONNX model node by node. Images are float32 [N, C, H, W] throughout; each method adds one node and
 * returns its output.
 */
export class GraphBuilder {
  private readonly nodes: object[] = [];
  private readonly initializers: object[] = [];
  private readonly inputs: object[] = [];
  private readonly outputs: object[] = [];

  constructor(private readonly name: string) {}

  input(name: string, shape: readonly Dimension[]): Value {
    this.inputs.push(valueInfo(name, shape));
    return name as Value;
  }

  /** @param shape what the graph promises; onnxruntime warns at run time where it turns out differently */
  output(name: string, value: Value, shape: readonly Dimension[]): void {
    this.nodes.push(node('Identity', [value], name, {}));
    this.outputs.push(valueInfo(name, shape));
  }

  constant(tensor: Tensor): Value {
    const size = tensor.shape.reduce((product, side) => product * side, 1);
    if (size !== tensor.data.length)
      throw new Error(
        `a tensor of shape [${tensor.shape.join(', ')}] cannot hold ${tensor.data.length} values`,
      );
    return this.initializer(tensor.shape, DataType.float, littleEndianFloats(tensor.data));
  }

  /** @param weights [out, in / groups, kernel height, kernel width] */
  conv(x: Value, weights: Tensor, bias: Float32Array | undefined, options: ConvOptions = {}): Value {
    const inputs = [x, this.constant(weights)];
    if (bias) inputs.push(this.constant({ shape: [bias.length], data: bias }));
    return this.node('Conv', inputs, {
      kernel_shape: weights.shape.slice(2),
      strides: options.strides ?? square(1),
      dilations: options.dilations ?? square(1),
      pads: padsOf(options.padding),
      group: options.groups ?? 1,
    });
  }

  maxPool(x: Value, options: PoolOptions): Value {
    return this.node('MaxPool', [x], poolAttributes(options));
  }

  /** @param countPadding whether padded zeros count as values of the mean */
  averagePool(x: Value, options: PoolOptions & { countPadding?: boolean }): Value {
    return this.node('AveragePool', [x], {
      ...poolAttributes(options),
      count_include_pad: options.countPadding ? 1 : 0,
    });
  }

  /** [N, C, H, W] -> [N, C, 1, 1] */
  globalAveragePool(x: Value): Value {
    return this.node('GlobalAveragePool', [x]);
  }

  /** Adds zeros around the image and, at the end, further channels of zeros. */
  pad(x: Value, padding: Padding, extraChannels = 0): Value {
    const pads = this.initializer(
      [8],
      DataType.int64,
      littleEndianInts([
        ...[0, 0, padding.top, padding.left],
        ...[0, extraChannels, padding.bottom, padding.right],
      ]),
    );
    return this.node('Pad', [x, pads]);
  }

  relu(x: Value): Value {
    return this.node('Relu', [x]);
  }

  leakyRelu(x: Value, slope: number): Value {
    return this.node('LeakyRelu', [x], { alpha: { float: slope } });
  }

  /** @param slopes of negative values: one per channel, or a single one for all */
  prelu(x: Value, slopes: Float32Array): Value {
    return this.node('PRelu', [x, this.constant({ shape: [slopes.length, 1, 1], data: slopes })]);
  }

  sigmoid(x: Value): Value {
    return this.node('Sigmoid', [x]);
  }

  tanh(x: Value): Value {
    return this.node('Tanh', [x]);
  }

  /** `add`, `subtract`, `multiply` and `maximum` broadcast as numpy does. */
  add(a: Value, b: Value): Value {
    return this.node('Add', [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.node('Sub', [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.node('Mul', [a, b]);
  }

  maximum(a: Value, b: Value): Value {
    return this.node('Max', [a, b]);
  }

  /** [N, in] -> [N, out]; @param weights [in, out] */
  fullyConnected(x: Value, weights: Tensor, bias?: Float32Array): Value {
    const inputs = [x, this.constant(weights)];
    if (bias) inputs.push(this.constant({ shape: [bias.length], data: bias }));
    return this.node('Gemm', inputs);
  }

  /** [N, C, H, W] -> [N, C * H * W] */
  flatten(x: Value): Value {
    return this.node('Flatten', [x], { axis: 1 });
  }

  transpose(x: Value, order: readonly number[]): Value {
    return this.node('Transpose', [x], { perm: order });
  }

  /** The finished file. */
  encode(): Uint8Array {
    return ModelProto.encode({
      ir_version: IR_VERSION,
      producer_name: 'facefleet',
      graph: {
        name: this.name,
        node: this.nodes,
        initializer: this.initializers,
        input: this.inputs,
        output: this.outputs,
      },
      opset_import: [{ domain: '', version: OPSET_VERSION }],
    }).finish();
  }

  private node(
    operator: string,
    inputs: readonly Value[],
    attributes: Record<string, Attribute> = {},
  ): Value {
    const output = `v${this.nodes.length}`;
    this.nodes.push(node(operator, inputs, output, attributes));
    return output as Value;
  }

  private initializer(dims: readonly number[], dataType: number, rawData: Uint8Array): Value {
    const name = `c${this.initializers.length}`;
    this.initializers.push({ dims, data_type: dataType, name, raw_data: rawData });
    return name as Value;
  }
}

function node(
  operator: string,
  input: readonly Value[],
  output: string,
  attributes: Record<string, Attribute>,
) {
  return {
    input,
    output: [output],
    name: output,
    op_type: operator,
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  };
}

function attribute(name: string, value: Attribute) {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value };
  if ('float' in value) return { name, type: AttributeType.float, f: value.float };
  return { name, type: AttributeType.ints, ints: value };
}

function poolAttributes({ kernel, strides, padding, rounding }: PoolOptions): Record<string, Attribute> {
  return { kernel_shape: kernel, strides, pads: padsOf(padding), ceil_mode: rounding === 'ceil' ? 1 : 0 };
}

function padsOf({ top, left, bottom, right }: Padding = NO_PADDING): number[] {
  return [top, left, bottom, right];
}

function valueInfo(name: string, shape: readonly Dimension[]) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: DataType.float, shape: { dim } } } };
}

/** ONNX's raw data is little endian whatever the machine is. */
function littleEndianFloats(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) view.setFloat32(i * 4, values[i]!, true);
  return new Uint8Array(view.buffer);
}

function littleEndianInts(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true));
  return new Uint8Array(view.buffer);
}

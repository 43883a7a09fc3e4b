import { GraphBuilder, type Value } from '../onnx/graph-builder';
import { readIr, type IrNetwork } from './ir';
import { LAYER_CONVERTERS } from './layers';

/**
 * An embedding network in OpenVINO's IR version 5 -> ONNX, weights as float32.
 *
 * Input `image`: [N, C, H, W] as the file says, N free. Output `embedding`: [N, dimensions], not normalised.
 *
 * @throws Error naming the layer when one is not supported
 */
export function convertOpenVinoIr(xml: Uint8Array, bin: Uint8Array): Uint8Array {
  const network = readIr(xml, bin);
  const graph = new GraphBuilder(network.name);
  const values = new Map<string, Value>();
  for (const [id, layer] of network.layers) {
    if (layer.type === 'Input') {
      values.set(id, graph.input('image', ['batch', ...layer.outputShape.slice(1)]));
      continue;
    }
    const convert = LAYER_CONVERTERS[layer.type];
    if (!convert) throw new Error(`the layer type "${layer.type}" (layer "${layer.name}") is not supported`);
    const inputs = layer.inputs.map((input) => values.get(input)!);
    const inputShape = network.layers.get(layer.inputs[0] ?? '')?.outputShape;
    if (!inputShape) throw new Error(`layer "${layer.name}" (${layer.type}) has no input`);
    values.set(id, convert(graph, layer, inputs, inputShape));
  }
  const [id, last] = onlyOutput(network);
  const dimensions = last.outputShape.slice(1).reduce((product, side) => product * side, 1);
  graph.output('embedding', graph.flatten(values.get(id)!), ['batch', dimensions]);
  return graph.encode();
}

/** The one layer that no other reads. */
function onlyOutput({ name, layers }: IrNetwork) {
  const read = new Set([...layers.values()].flatMap((layer) => layer.inputs));
  const [output, ...more] = [...layers].filter(([id]) => !read.has(id));
  if (!output || more.length > 0)
    throw new Error(`the network "${name}" has ${more.length + 1} outputs instead of one`);
  return output;
}

import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { halvesToFloats } from './half';

/** XML has no types: one child reads as an object, several as a list, none as an empty string. */
const listOf = <T extends z.ZodType>(element: T) =>
  z.preprocess(
    (value): unknown[] => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(element),
  );

const id = z.string().min(1);
const ports = z.preprocess(
  (value) => value || {},
  z.object({ port: listOf(z.object({ id, dim: listOf(z.coerce.number().int()) })) }),
);
const blob = z.object({ offset: z.coerce.number().int(), size: z.coerce.number().int() });

const Layer = z.object({
  id,
  name: z.string(),
  type: z.string(),
  precision: z.string(),
  data: z.record(z.string(), z.string()).optional(),
  input: ports.optional(),
  output: ports.optional(),
  blobs: z.object({ weights: blob.optional(), biases: blob.optional() }).optional(),
});

const Ir = z.object({
  net: z.object({
    name: z.string(),
    version: z.string(),
    layers: z.object({ layer: listOf(Layer) }),
    edges: z.object({
      edge: listOf(z.object({ 'from-layer': id, 'to-layer': id, 'to-port': id })),
    }),
  }),
});

/** One layer as the file describes it, its weights already float32. */
export interface IrLayer {
  name: string;
  type: string;
  /** The layers whose outputs it reads, by id, in the order of its input ports. */
  inputs: readonly string[];
  attributes: Readonly<Record<string, string>>;
  outputShape: readonly number[];
  weights?: Float32Array;
  biases?: Float32Array;
}

export interface IrNetwork {
  name: string;
  /** By id, each after the layers that it reads. */
  layers: ReadonlyMap<string, IrLayer>;
}

/**
 * Reads OpenVINO's Intermediate Representation, version 5, half precision.
 *
 * @param xml the layers and the edges between them
 * @param bin their weights
 * @throws Error when the file is of another version or precision, or the weights do not fit it
 */
export function readIr(xml: Uint8Array, bin: Uint8Array): IrNetwork {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });
  const { net } = Ir.parse(parser.parse(Buffer.from(xml)));
  if (net.version !== '5') throw new Error(`OpenVINO IR version ${net.version} is not supported, only 5`);
  const layers = new Map<string, IrLayer>();
  for (const layer of net.layers.layer) {
    if (layer.precision !== 'FP16')
      throw new Error(
        `the precision ${layer.precision} of layer "${layer.name}" is not supported, only FP16`,
      );
    const inputs = net.edges.edge
      .filter((edge) => edge['to-layer'] === layer.id)
      .sort((a, b) => Number(a['to-port']) - Number(b['to-port']))
      .map((edge) => edge['from-layer']);
    const unknown = inputs.find((input) => !layers.has(input));
    if (unknown !== undefined)
      throw new Error(`layer "${layer.name}" reads the layer ${unknown}, which does not come before it`);
    const read = (at: z.infer<typeof blob> | undefined) => at && readBlob(bin, at, layer.name);
    layers.set(layer.id, {
      name: layer.name,
      type: layer.type,
      inputs,
      attributes: layer.data ?? {},
      outputShape: layer.output?.port[0]?.dim ?? [],
      weights: read(layer.blobs?.weights),
      biases: read(layer.blobs?.biases),
    });
  }
  return { name: net.name, layers };
}

function readBlob(bin: Uint8Array, { offset, size }: z.infer<typeof blob>, layer: string): Float32Array {
  if (offset < 0 || offset + size > bin.length)
    throw new Error(`the weights of layer "${layer}" lie outside the file`);
  return halvesToFloats(bin.subarray(offset, offset + size));
}

/** Writes small networks in OpenVINO's IR version 5, by hand: one layer after another, each reading the one before. */
export interface HandLayer {
  type: string;
  attributes?: Record<string, string>;
  weights?: number[];
  biases?: number[];
  output: number[];
  /** Indices of the layers it reads, where not just the one before. */
  reads?: number[];
}

export interface HandIr {
  xml: Buffer;
  bin: Buffer;
}

export function writeIr(layers: HandLayer[], { version = '5', precision = 'FP16' } = {}): HandIr {
  const values: number[] = [];
  const blob = (name: string, blobValues: number[] | undefined) => {
    if (!blobValues) return '';
    const offset = values.length * 2;
    values.push(...blobValues);
    return `<${name} offset="${offset}" size="${blobValues.length * 2}"/>`;
  };
  const port = (dims: number[], id: number) =>
    `<port id="${id}">${dims.map((dim) => `<dim>${dim}</dim>`).join('')}</port>`;
  const xmlOf = (layer: HandLayer, id: number) => {
    const attributes = Object.entries(layer.attributes ?? {}).map(([key, value]) => ` ${key}="${value}"`);
    const blobs = blob('weights', layer.weights) + blob('biases', layer.biases);
    return `<layer id="${id}" name="layer ${id}" precision="${precision}" type="${layer.type}">
      ${attributes.length > 0 ? `<data${attributes.join('')}/>` : ''}
      <output>${port(layer.output, 9)}</output>
      ${blobs ? `<blobs>${blobs}</blobs>` : ''}
    </layer>`;
  };
  const edges = layers.flatMap((layer, id) =>
    (layer.reads ?? (id > 0 ? [id - 1] : [])).map(
      (from, port) => `<edge from-layer="${from}" from-port="9" to-layer="${id}" to-port="${port}"/>`,
    ),
  );
  const xml = `<?xml version="1.0" ?><net batch="1" name="by hand" version="${version}">
    <layers>${layers.map(xmlOf).join('\n')}</layers><edges>${edges.join('\n')}</edges></net>`;
  const bin = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => bin.writeUInt16LE(halfBits(value), i * 2));
  return { xml: Buffer.from(xml), bin };
}

/** The hand-made values are all of the exact kind: normal halves, or zero. */
function halfBits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = (Math.abs(value) / 2 ** exponent - 1) * 1024;
  if (!Number.isInteger(fraction)) throw new Error(`${value} is not exactly a half`);
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

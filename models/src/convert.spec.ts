import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { convert } from './convert';
import { CONVERTER_VERSIONS } from './converter-versions';
import { manifest } from './manifest';
import { hasSharedModels, modelSources } from './model-sources.fixture';

/**
 * What the current versions of the converters write. When one of these changes, raise the converter's version along
 * with it: installed models are made anew only then.
 */
const WRITTEN: Readonly<Record<string, { version: number; sha256: string }>> = {
  'tiny-face-detector': {
    version: 1,
    sha256: '290bde895ecf87ca0484da6f1ada17f4d56d36b766998057d7f3f12cc09dc4ef',
  },
  'face-landmark-68': {
    version: 1,
    sha256: '20d298dc9e706945be82d8f7b389ae34fb7dcd2ce30274a490c8d6bf07c3d10d',
  },
  'dlib-resnet': {
    version: 1,
    sha256: '0fd877d2e9bd1975a7e22597220e8c30aab054a5b56e567047acd2ac8ceb6479',
  },
  'face-reidentification-retail-0095': {
    version: 1,
    sha256: 'd1619125f57e36b2faebac92e90939346f5a8bb0c5799d527de47fac09c623b2',
  },
};

async function written(name: string) {
  const model = manifest.models[name]!;
  const onnx = convert(model, await modelSources(model));
  return {
    version: CONVERTER_VERSIONS[model.converter],
    sha256: createHash('sha256').update(onnx).digest('hex'),
  };
}

describe('convert', { timeout: 30_000 }, () => {
  it.each(['tiny-face-detector', 'face-landmark-68', 'dlib-resnet'])(
    'writes for %s the bytes that belong to the version of its converter',
    async (name) => {
      expect(await written(name)).toEqual(WRITTEN[name]);
    },
  );

  it.skipIf(!hasSharedModels)(
    'writes for face-reidentification-retail-0095 the bytes that belong to the version of its converter (needs ../shared/models)',
    async () => {
      const name = 'face-reidentification-retail-0095';
      expect(await written(name)).toEqual(WRITTEN[name]);
    },
  );

  it('passes on a file that is ONNX already', () => {
    const bytes = Buffer.from('onnx');
    expect(convert(manifest.models['yunet-n']!, [bytes])).toBe(bytes);
  });

  it('names an architecture whose weights it cannot turn into a network', () => {
    const model = { ...manifest.models['yunet-n']!, converter: 'tfjs' as const };
    expect(() => convert(model, [])).toThrow('no builder of the architecture "yunet"');
  });

  it('says when the manifest names fewer files than the converter needs', () => {
    expect(() => convert(manifest.models['dlib-resnet']!, [Buffer.alloc(1)])).toThrow('too few source files');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelCatalogue, modelPath } from './catalogue';

const ARCFACE = {
  task: 'embedder',
  architecture: 'generic',
  licence: 'MIT',
  origin: 'trained here',
  converter: 'onnx',
  sources: [{ name: 'arcface.onnx', bytes: 1, sha256: '0'.repeat(64) }],
  input: { size: 112, channels: 'RGB', mean: 127.5, std: 127.5 },
  reference: [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ],
  dimensions: 512,
  distance: 'cosine',
  accuracy: 'LFW 99.8 %',
};
const SET = { description: 'ours', detector: 'yunet-n', embedder: 'arcface' };

describe('ModelCatalogue', () => {
  let modelsDir: string;
  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-catalogue-'));
  });
  afterEach(() => rm(modelsDir, { recursive: true }));
  const add = (manifest: unknown) =>
    writeFile(join(modelsDir, 'manifest.json'), JSON.stringify(manifest), 'utf8');

  it("knows Facefleet's own models in a folder that adds nothing", () => {
    const catalogue = ModelCatalogue.read(modelsDir);
    expect(catalogue.setNames.slice(0, 2)).toEqual(['recommended', 'builtin']);
    expect([...catalogue.modelsIn('builtin').keys()]).toEqual([
      'tiny-face-detector',
      'face-landmark-68',
      'dlib-resnet-flip',
    ]);
    expect(catalogue.embedder('yunet-n')).toBeUndefined();
    expect(catalogue.setWith('dlib-resnet')?.landmarks).toBe('face-landmark-68');
  });

  it("adds what the folder's own manifest names", async () => {
    await add({ sets: { ours: SET }, models: { arcface: ARCFACE } });
    const catalogue = ModelCatalogue.read(modelsDir);
    expect(catalogue.setWith('arcface')).toEqual(SET);
    expect(catalogue.embedder('arcface')).toMatchObject({ network: 'arcface', batch: 1, flip: false });
    expect([...catalogue.modelsIn('ours').keys()]).toEqual(['yunet-n', 'arcface']);
    expect(catalogue.set('recommended')).toBeDefined();
  });

  it("lets the folder's manifest say otherwise of a model, as by a calibration of its own", async () => {
    const own = { variantOf: 'dlib-resnet', flip: true, accuracy: 'as measured here' };
    await add({ models: { 'dlib-resnet-flip': own } });
    const model = ModelCatalogue.read(modelsDir).embedder('dlib-resnet-flip');
    expect(model).toMatchObject({ accuracy: 'as measured here', network: 'dlib-resnet' });
  });

  it.each([
    ['no JSON', '{'],
    ['a set of models that are not there', JSON.stringify({ sets: { ours: SET } })],
    ['an embedder without a size', JSON.stringify({ models: { arcface: { ...ARCFACE, input: {} } } })],
  ])('refuses a manifest that is %s, naming the file', async (_, text) => {
    await writeFile(join(modelsDir, 'manifest.json'), text, 'utf8');
    expect(() => ModelCatalogue.read(modelsDir)).toThrow(join(modelsDir, 'manifest.json'));
  });

  it('has a set installed once all its networks are there, which variants share', async () => {
    const catalogue = ModelCatalogue.read(modelsDir);
    for (const network of ['tiny-face-detector', 'face-landmark-68']) {
      await writeFile(modelPath(modelsDir, network), '');
    }
    expect(await catalogue.hasInstalled('builtin')).toBe(false);
    await writeFile(modelPath(modelsDir, 'dlib-resnet'), '');
    expect(await catalogue.hasInstalled('builtin')).toBe(true);
    expect(await catalogue.hasInstalled('builtin-plain')).toBe(true);
  });
});

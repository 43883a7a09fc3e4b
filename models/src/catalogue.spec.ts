import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelCatalogue, modelPath } from './catalogue';
import { type Embedder, manifest } from './manifest';

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

  it("lets the folder's manifest give a model of Facefleet's own another calibration, and nothing else", async () => {
    const table = [
      { similarity: 0.1, fmr: 0.1, fnmr: 0 },
      { similarity: 0.2, fmr: 0.01, fnmr: 0 },
    ];
    const own = { ...manifest.models['dlib-resnet']!, task: 'embedder' } as Embedder;
    const calibration = { ...own.calibration!, table };
    await add({ models: { 'dlib-resnet': { calibration } } });
    const recalibrated = ModelCatalogue.read(modelsDir);
    expect(recalibrated.embedder('dlib-resnet')).toEqual({ ...own, calibration });
    const before = ModelCatalogue.read(tmpdir());
    expect(recalibrated.fingerprint('dlib-resnet')).not.toBe(before.fingerprint('dlib-resnet'));
    expect(recalibrated.fingerprint('dlib-resnet-flip')).toBe(before.fingerprint('dlib-resnet-flip'));

    await add({ models: { 'dlib-resnet': ARCFACE } });
    expect(() => ModelCatalogue.read(modelsDir)).toThrow('only calibration and accuracy can be changed');
  });

  it.each([
    ['no JSON', '{', 'JSON'],
    ['misspelt', { model: {} }, 'Unrecognized key: "model"'],
    ['about models that are not there', { sets: { ours: SET } }, 'there is no embedder "arcface"'],
    [
      'about a crop without a size',
      { models: { arcface: { ...ARCFACE, input: {} } } },
      'models.arcface.input.size',
    ],
    [
      'about a model that does nothing',
      { models: { arcface: { ...ARCFACE, task: 'embeder' } } },
      'models.arcface.task',
    ],
    [
      'dividing by nothing',
      { models: { arcface: { ...ARCFACE, input: { ...ARCFACE.input, std: 0 } } } },
      'std',
    ],
    ['about a variant of unknown use', { models: { odd: { variantOf: 'dlib-resnet' } } }, 'models.odd.flip'],
    ['naming a path', { models: { '../arcface': ARCFACE } }, 'models["../arcface"]'],
    [
      'giving one embedder to two sets',
      { sets: { ours: { ...SET, embedder: 'dlib-resnet' } } },
      'make a variant',
    ],
    [
      'short of landmarks',
      { models: { arcface: ARCFACE }, sets: { ours: { ...SET, detector: 'tiny-face-detector' } } },
      'landmark',
    ],
    [
      'calibrated upside down',
      { models: { arcface: { ...ARCFACE, calibration: { ...manifest.models['dlib-resnet'], table: [] } } } },
      'calibration',
    ],
  ])('refuses a manifest that is %s, naming the file and the fault', async (_, content, fault) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(join(modelsDir, 'manifest.json'), text, 'utf8');
    expect(() => ModelCatalogue.read(modelsDir)).toThrow(join(modelsDir, 'manifest.json'));
    expect(() => ModelCatalogue.read(modelsDir)).toThrow(fault);
  });

  it('takes no word of JavaScript for a model', () => {
    const catalogue = ModelCatalogue.read(modelsDir);
    expect([catalogue.set('constructor'), catalogue.model('toString')]).toEqual([undefined, undefined]);
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

import { describe, expect, it } from 'vitest';
import manifestJson from '../manifest.json';
import { manifest, Manifest } from './manifest';
import { modelPath, modelsOfSet } from './model-files';

describe('the manifest', () => {
  it('names for each set models that exist and do what they are named for', () => {
    expect(modelsOfSet('recommended')).toEqual(['yunet-n', 'face-reidentification-retail-0095']);
    expect(modelsOfSet('builtin')).toEqual(['tiny-face-detector', 'face-landmark-68', 'dlib-resnet']);
  });

  it.each([
    ['is absent', 'facenet'],
    ['does something else', 'yunet-n'],
  ])('is refused when a set names an embedder that %s', (_, embedder) => {
    const sets = { ...manifestJson.sets, builtin: { ...manifestJson.sets.builtin, embedder } };
    expect(() => Manifest.parse({ ...manifestJson, sets })).toThrow(`there is no embedder \\"${embedder}\\"`);
  });

  it('knows where each file of the recommended set can be had, and needs no network for the built-in set', () => {
    const sources = (set: 'recommended' | 'builtin') =>
      modelsOfSet(set).flatMap((name) => manifest.models[name]!.sources);
    expect(sources('recommended').every(({ urls }) => urls.length > 0)).toBe(true);
    expect(sources('builtin').every(({ npm }) => npm !== undefined)).toBe(true);
  });

  it('puts each reference point inside the crop of its embedder', () => {
    for (const model of Object.values(manifest.models)) {
      if (model.task !== 'embedder') continue;
      expect(model.reference.flat().every((value) => value > 0 && value < model.input.size)).toBe(true);
    }
  });
});

describe('modelPath', () => {
  it('is the name of the model in the models folder', () => {
    expect(modelPath('models', 'yunet-n')).toMatch(/^models.yunet-n\.onnx$/);
  });
});

import { describe, expect, it } from 'vitest';
import manifestJson from '../manifest.json';
import { modelPath } from './catalogue';
import { type Embedder, manifest, Manifest } from './manifest';

describe('the manifest', () => {
  it.each([
    ['is absent', 'facenet'],
    ['does something else', 'yunet-n'],
  ])('is refused when a set names an embedder that %s', (_, embedder) => {
    const sets = { ...manifestJson.sets, builtin: { ...manifestJson.sets.builtin, embedder } };
    expect(() => Manifest.parse({ ...manifestJson, sets })).toThrow(`there is no embedder \\"${embedder}\\"`);
  });

  it('refuses a variant of something that is no embedder', () => {
    const models = { ...manifestJson.models, odd: { variantOf: 'yunet-n', flip: true, accuracy: 'none' } };
    expect(() => Manifest.parse({ ...manifestJson, models })).toThrow('there is no embedder \\"yunet-n\\"');
  });

  it('takes a variant for the model that it is a variant of, used in another way and calibrated by itself', () => {
    const [plain, flip] = ['dlib-resnet', 'dlib-resnet-flip'].map(
      (name) => manifest.models[name] as Embedder,
    );
    expect(flip).toMatchObject({ input: plain!.input, reference: plain!.reference, network: 'dlib-resnet' });
    expect([plain!.flip, flip!.flip]).toEqual([false, true]);
    expect(flip!.calibration).not.toEqual(plain!.calibration);
  });

  it('knows where each file of the recommended set can be had, and needs no network for the built-in set', () => {
    const sources = ({ detector, landmarks, embedder }: (typeof manifest.sets)['builtin']) =>
      [detector, landmarks ?? detector, embedder].flatMap((name) => manifest.models[name]!.sources);
    expect(sources(manifest.sets.recommended).every(({ urls }) => urls.length > 0)).toBe(true);
    expect(sources(manifest.sets.builtin).every(({ npm }) => npm !== undefined)).toBe(true);
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

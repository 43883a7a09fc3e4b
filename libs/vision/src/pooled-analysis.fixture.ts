import { manifest } from '@facefleet/models';
import { join } from 'node:path';
import { samplePhoto } from './photo.fixture';
import { PooledFaceAnalyser } from './pooled-analyser';

/** A program of its own: it analyses a sample photograph with the built-in models of the folder it is given. */
async function main(modelsDir: string): Promise<void> {
  const workerFile = join(__dirname, 'source-worker.fixture.mjs');
  const analyser = new PooledFaceAnalyser({ modelsDir, maxImagePixels: 1e8, slots: 1, workerFile });
  const model = manifest.sets.builtin.embedder;
  const { faces } = await analyser.analyse(await samplePhoto(1), { model, maxFaces: 1 });
  await analyser.close();
  process.stdout.write(String(faces.length));
}

void main(process.argv[2]!);

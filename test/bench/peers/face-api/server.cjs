/**
 * Face recognition as a user of Node may write it: Express and face-api in one process.
 * `node server.cjs tiny|ssd` says on standard output where it listens, and ends with its standard input.
 *
 * POST /people/:name/faces  an image: enrols the surest face
 * POST /recognitions        an image: `{ faces, name }`, name null where it is unknown
 */
const { createRequire } = require('node:module');
const { loadFaceApi } = require('./face-api.cjs');

const express = createRequire(module.filename)('express');

/** Euclidean distance: what face-api's own examples take. */
const THRESHOLD = 0.6;

async function serve(detector) {
  const { faceapi, describe } = await loadFaceApi([detector]);
  const people = new Map();
  let matcher;

  const app = express();
  app.use(express.raw({ type: () => true, limit: '50mb' }));
  app.post('/people/:name/faces', async (request, response) => {
    const descriptor = await describe(request.body, detector);
    if (!descriptor) return response.status(422).json({ error: 'no face' });
    const { name } = request.params;
    people.set(name, [...(people.get(name) ?? []), descriptor]);
    const labelled = [...people].map((entry) => new faceapi.LabeledFaceDescriptors(...entry));
    matcher = new faceapi.FaceMatcher(labelled, THRESHOLD);
    return response.status(201).json({ faces: 1 });
  });
  app.post('/recognitions', async (request, response) => {
    const descriptor = await describe(request.body, detector);
    if (!descriptor) return response.json({ faces: 0 });
    const { label } = matcher?.findBestMatch(descriptor) ?? { label: 'unknown' };
    return response.json({ faces: 1, name: label === 'unknown' ? null : label });
  });
  const server = app.listen(0, '127.0.0.1', () =>
    console.log(JSON.stringify({ port: server.address().port })),
  );
  // While it computes it hears nothing: after Node's 5 s, connections with a request under way would pass for idle.
  server.keepAliveTimeout = 60_000;
}

process.stdin.resume().on('end', () => process.exit(0));
serve(process.argv[2]).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

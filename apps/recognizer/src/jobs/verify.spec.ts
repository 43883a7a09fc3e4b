import type { VerificationRequest } from '@facefleet/contracts';
import type { Person } from '@facefleet/gallery';
import type { AnalysedFace, FaceAnalyser } from '@facefleet/vision';
import { describe, expect, it } from 'vitest';
import { WorkerStatus } from '../worker/worker-status';
import type { AskedGalleries } from './asked-galleries';
import { Verify } from './verify';

const table = Array.from({ length: 10 }, (_, i) => ({ similarity: i / 10, fmr: 10 ** -(i + 1), fnmr: 0 }));
const SIMILARITY = 0.4;
const request = { id: 'r', gallery: 'staff', personId: 'ada' } as VerificationRequest;
const fetched = { images: { image: Buffer.alloc(1) }, queueMs: 0, fetchMs: 0 };
const point = { x: 1, y: 1 };

/** A gallery of people, and an image with one face that is the first axis. */
function verifying(people: Person[]) {
  const face: AnalysedFace = {
    box: { x: 0, y: 0, width: 10, height: 10 },
    landmarks: { leftEye: point, rightEye: point, nose: point, leftMouth: point, rightMouth: point },
    detectionScore: 1,
    quality: { eyeDistance: 1, sharpness: 1, brightness: 1, pose: { yaw: 0, pitch: 0, roll: 0 }, issues: [] },
    embedding: Float32Array.of(1, 0),
  };
  const timings = { decodeMs: 1, detectMs: 1, embedMs: 1 };
  const analyser = {
    analyse: () => Promise.resolve({ width: 10, height: 10, faces: [face], timings }),
  } as unknown as FaceAnalyser;
  const galleries = {
    of: () =>
      Promise.resolve({
        facts: { gallery: 'staff', galleryVersion: '1', model: 'm', maxFalseMatchRate: 1e-3 },
        view: {
          state: {
            people: new Map(people.map((person) => [person.id, person])),
            spaces: { find: () => ({ similarity: () => SIMILARITY }) },
          },
        },
        model: { name: 'm', fingerprint: 'f', distance: 'cosine', calibration: { table } },
      }),
  } as unknown as AskedGalleries;
  const verify = new Verify(galleries, new WorkerStatus('w', 1), { nowMs: () => 0 });
  return { run: (asked: VerificationRequest) => verify.run(asked, { ...fetched, analyser }) };
}

/** With one face that has an embedding by this model. */
function personWith(model: string): Person {
  const face = { faceId: 'f', handleOf: (asked: string) => (asked === model ? 0 : -1) };
  return { id: 'ada', name: 'Ada', faces: [face] } as unknown as Person;
}

describe('Verify', () => {
  it('says who it is and how sure that is', async () => {
    expect(await verifying([personWith('m')]).run(request)).toMatchObject({
      ...{ verified: true, decision: 'match', similarity: 0.4, bestFaceId: 'f', enrolledFaces: 1 },
      person: { id: 'ada', name: 'Ada' },
      otherFaces: 0,
    });
  });

  it('verifies nobody of whom nothing can be compared', async () => {
    expect(await verifying([personWith('another')]).run(request)).toMatchObject({
      ...{ verified: false, decision: 'unknown', similarity: null, falseMatchRate: null },
      ...{ bestFaceId: null, enrolledFaces: 0, supportingFaces: 0 },
    });
  });

  it('fails where the person was removed meanwhile', async () => {
    await expect(verifying([]).run(request)).rejects.toMatchObject({ code: 'person-not-found' });
  });
});

import { readFile } from 'node:fs/promises';
import { answerQuestions } from '../../support/asked-child';
import { loadFaceApi } from '../peers/face-api/face-api.cjs';
import { PEER_DETECTORS, type PeerQuestion, type PortraitsRun } from './messages';
import { costOf } from './samples';

answerQuestions(async () => {
  const { describe } = await loadFaceApi(PEER_DETECTORS);

  return async ({ paths, detector }: PeerQuestion): Promise<PortraitsRun> => {
    const images = await Promise.all(paths.map((path) => readFile(path)));
    let faces = 0;
    const cost = await costOf(async () => {
      for (const image of images) if ((await describe(image, detector)) !== undefined) faces++;
    });
    return { ...cost, faces };
  };
});

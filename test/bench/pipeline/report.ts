import { alignedRows } from '../../support/text-table';
import {
  type BatchRuns,
  PEER_DETECTORS,
  type PeerDetector,
  type PhotographRuns,
  STAGES,
  type Stage,
} from './messages';
import type { Photograph } from './photographs';
import { ratiosOf, type Summary, summaryOf } from './samples';

export interface PhotographFigures {
  name: string;
  width: number;
  height: number;
  megabytes: number;
  faces: number;
  cpuMs: Record<Stage | 'wholeDecode' | 'wholePipeline', Summary>;
  wallMs: Record<Stage | 'wholeDecode' | 'wholePipeline', Summary>;
  /** CPU of decoding everything over that of our decoding. */
  wholeDecodeOverOurs: Summary;
  /** CPU of the pipeline that decodes everything first over that of ours. */
  wholePipelineOverOurs: Summary;
}

export interface PeerFigures {
  portraits: number;
  ours: { facesFound: number; cpuMsPerImage: Summary };
  peers: Record<PeerDetector, { facesFound: number; cpuMsPerImage: Summary; overOurs: Summary }>;
}

export interface PipelineFigures {
  models: string;
  photographs: PhotographFigures[];
  peer: PeerFigures | { skipped: string };
  /** CPU of one face by size of the batch [ms]. */
  batches: Record<string, Summary>;
}

export function photographFigures(photo: Photograph, runs: PhotographRuns): PhotographFigures {
  const costs = { ...runs.stages, wholeDecode: runs.wholeDecode, wholePipeline: runs.wholePipeline };
  const cpu = (name: keyof typeof costs) => costs[name].map(({ cpuMs }) => cpuMs);
  const wall = (name: keyof typeof costs) => costs[name].map(({ wallMs }) => wallMs);
  const eachOf = (values: typeof cpu) => {
    const names = [...STAGES, 'wholeDecode', 'wholePipeline'] as const;
    return Object.fromEntries(
      names.map((name) => [name, summaryOf(values(name))]),
    ) as PhotographFigures['cpuMs'];
  };
  const { name, width, height, megabytes } = photo;
  return {
    name,
    width,
    height,
    megabytes,
    faces: runs.faces,
    cpuMs: eachOf(cpu),
    wallMs: eachOf(wall),
    wholeDecodeOverOurs: ratiosOf(cpu('wholeDecode'), cpu('decode')),
    wholePipelineOverOurs: ratiosOf(cpu('wholePipeline'), cpu('all')),
  };
}

export interface PortraitRounds {
  /** CPU of all portraits together, by round [ms]. */
  cpuMs: number[];
  facesFound: number;
}

export function peerFigures(
  portraits: number,
  ours: PortraitRounds,
  peers: Record<PeerDetector, PortraitRounds>,
): PeerFigures {
  const perImage = ({ cpuMs, facesFound }: PortraitRounds) => ({
    facesFound,
    cpuMsPerImage: summaryOf(cpuMs.map((ms) => ms / portraits)),
  });
  const compared = (peer: PortraitRounds) => ({
    ...perImage(peer),
    overOurs: ratiosOf(peer.cpuMs, ours.cpuMs),
  });
  return {
    portraits,
    ours: perImage(ours),
    peers: { tiny: compared(peers.tiny), ssd: compared(peers.ssd) },
  };
}

export function batchFigures(runs: BatchRuns): Record<string, Summary> {
  return Object.fromEntries(Object.entries(runs).map(([size, cpuMs]) => [size, summaryOf(cpuMs)]));
}

export function pipelineReport({ models, photographs, peer, batches }: PipelineFigures): string {
  return [
    `${models} models, one thread; least / median`,
    ...photographs.map(photographTable),
    'skipped' in peer ? `face-api: skipped: ${peer.skipped}` : peerTable(peer),
    alignedRows(
      'The embedding network in batches',
      Object.entries(batches).map(([size, perFace]) => [
        `${size} at once`,
        `${both(perFace)} ms of CPU a face`,
      ]),
    ),
  ].join('\n\n');
}

const LABELS: Record<Stage, string> = {
  decode: 'decode',
  detect: 'detect',
  embed: 'align and embed',
  all: 'all',
};

function photographTable(photo: PhotographFigures): string {
  const { cpuMs, wallMs } = photo;
  const row = (label: string, name: keyof typeof cpuMs): [string, string] => [
    label,
    `${both(cpuMs[name])} ms of CPU, ${both(wallMs[name])} ms`,
  ];
  return alignedRows(
    `${photo.name}: ${photo.width} x ${photo.height} pixels, ${photo.megabytes.toFixed(2)} MB, ${photo.faces} face${photo.faces === 1 ? '' : 's'}`,
    [
      ...STAGES.map((stage) => row(LABELS[stage], stage)),
      row('decoding it whole', 'wholeDecode'),
      row('all, decoding it whole first', 'wholePipeline'),
      ['decoding it whole / decode', both(photo.wholeDecodeOverOurs)],
      ['all, decoding it whole first / all', both(photo.wholePipelineOverOurs)],
    ],
  );
}

const PEER_LABELS: Record<PeerDetector, string> = {
  tiny: 'face-api, Tiny Face Detector',
  ssd: 'face-api, SSD MobileNet v1',
};

function peerTable({ portraits, ours, peers }: PeerFigures): string {
  const costOf = ({ facesFound, cpuMsPerImage }: PeerFigures['ours']) => {
    const facesPerS = (1000 * facesFound) / portraits / cpuMsPerImage.median;
    return `${both(cpuMsPerImage)} ms of CPU an image; ${facesFound} faces found, ${facesPerS.toFixed(1)} a second and core`;
  };
  return alignedRows(`${portraits} portraits, against face-api with its wasm backend (one thread)`, [
    ['ours', costOf(ours)],
    ...PEER_DETECTORS.map((detector): [string, string] => [PEER_LABELS[detector], costOf(peers[detector])]),
    ...PEER_DETECTORS.map((detector): [string, string] => [
      `${PEER_LABELS[detector]} / ours`,
      `${both(peers[detector].overOurs)} in CPU an image, ${((peers[detector].overOurs.median * ours.facesFound) / peers[detector].facesFound).toFixed(1)} in CPU a face found`,
    ]),
  ]);
}

function both({ min, median }: Summary): string {
  return `${min.toFixed(1)} / ${median.toFixed(1)}`;
}

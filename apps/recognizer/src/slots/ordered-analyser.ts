import {
  type AnalysisOptions,
  FaceAnalyser,
  type ImageAnalysis,
  type ImageDetection,
} from '@facefleet/vision';
import type { Slots, Turn } from './slots';

/** Analyses no more images at once than there are slots, and what clients wait for first. */
export class OrderedAnalyser {
  constructor(
    private readonly analyser: FaceAnalyser,
    private readonly slots: Slots,
  ) {}

  /** For what one message asks for. */
  inTurn(turn: Turn): FaceAnalyser {
    return new AnalyserInTurn(this.analyser, this.slots, turn);
  }
}

class AnalyserInTurn extends FaceAnalyser {
  constructor(
    private readonly analyser: FaceAnalyser,
    private readonly slots: Slots,
    private readonly turn: Turn,
  ) {
    super();
  }

  analyse(image: Uint8Array, options: AnalysisOptions): Promise<ImageAnalysis> {
    return this.slots.analyse(this.turn, () => this.analyser.analyse(image, options));
  }

  detect(image: Uint8Array, options: AnalysisOptions): Promise<ImageDetection> {
    return this.slots.analyse(this.turn, () => this.analyser.detect(image, options));
  }

  warmUp(model: string): Promise<void> {
    return this.analyser.warmUp(model);
  }
}

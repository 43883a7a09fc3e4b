import { DetectionFailed, DetectionSucceeded } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { DETECTION_EXAMPLE } from '../docs/examples';
import { MaxFacesOption } from '../questions/options';

export const DetectionOptions = z.strictObject({ maxFaces: MaxFacesOption });
export type DetectionOptions = z.infer<typeof DetectionOptions>;

export class DetectionDto extends createZodDto(
  DetectionSucceeded.meta({ title: 'Detection', example: DETECTION_EXAMPLE }),
) {}
export class FailedDetectionDto extends createZodDto(DetectionFailed.meta({ title: 'FailedDetection' })) {}

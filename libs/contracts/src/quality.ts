import { z } from 'zod';

export const QualityIssue = z
  .enum(['too-small', 'too-blurred', 'extreme-pose', 'too-dark', 'too-bright', 'cut-off'])
  .describe(
    'Why a face is hard to recognise. `too-small`: too few pixels between the eyes. `too-blurred`: out of focus, or ' +
      'moved. `extreme-pose`: turned, raised, lowered or tilted too far. `too-dark`, `too-bright`: hardly any light, or ' +
      'hardly anything but white. `cut-off`: a part of the face lies outside the image.',
  );
export type QualityIssue = z.infer<typeof QualityIssue>;

/** How a head is turned; all zero looks straight into the camera. */
export const Pose = z
  .object({
    yaw: z.number().describe('Positive: towards the right edge of the picture.').meta({ example: -8.4 }),
    pitch: z.number().describe('Positive: upwards.').meta({ example: 3.1 }),
    roll: z.number().describe('Positive: tilted clockwise, as seen in the picture.').meta({ example: 1.7 }),
  })
  .describe(
    'Degrees, estimated from eyes, nose and mouth corners: within some 5 in yaw and 10 in pitch and roll while the face ' +
      'looks about towards the camera; beyond 45 it only says "far".',
  );
export type Pose = z.infer<typeof Pose>;

/** How well a face can be recognised, as far as its picture can tell. */
export const FaceQuality = z.object({
  eyeDistance: z.number().min(0).describe('Between the eyes [image pixels].').meta({ example: 43.2 }),
  sharpness: z
    .number()
    .min(0)
    .max(1)
    .describe(
      '0 to 1: the share of the finest detail that a slight blur would take away, at one size for all faces and whatever ' +
        'the light and contrast. 0.4 to 0.55 in a good portrait; below 0.25 the face is `too-blurred`.',
    )
    .meta({ example: 0.474 }),
  brightness: z
    .number()
    .min(0)
    .max(1)
    .describe('0 (black) to 1 (white): the mean over the face.')
    .meta({ example: 0.513 }),
  pose: Pose,
  issues: z.array(QualityIssue).describe('Empty for a face that is good to enrol.').meta({ example: [] }),
});
export type FaceQuality = z.infer<typeof FaceQuality>;

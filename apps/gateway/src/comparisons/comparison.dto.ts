import { ComparisonFailed, ComparisonSucceeded } from '@facefleet/contracts';
import { DEFAULT_MAX_FALSE_MATCH_RATE } from '@facefleet/gallery';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { COMPARISON_EXAMPLE } from '../docs/examples';
import { MaxFalseMatchRateOption } from '../questions/options';

export const ComparisonOptions = z.strictObject({
  model: z.string().min(1).max(64).optional(),
  maxFalseMatchRate: MaxFalseMatchRateOption.default(DEFAULT_MAX_FALSE_MATCH_RATE),
});
export type ComparisonOptions = z.infer<typeof ComparisonOptions>;

export class ComparisonDto extends createZodDto(
  ComparisonSucceeded.meta({ title: 'Comparison', example: COMPARISON_EXAMPLE }),
) {}
export class FailedComparisonDto extends createZodDto(ComparisonFailed.meta({ title: 'FailedComparison' })) {}

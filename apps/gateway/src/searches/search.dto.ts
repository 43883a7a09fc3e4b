import { MAX_CANDIDATES, MaxFalseMatchRate, SearchFailed, SearchSucceeded } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { SEARCH_EXAMPLE } from '../docs/examples';
import { GalleryOption } from '../questions/options';

const SearchOptions = z.strictObject({
  gallery: GalleryOption,
  faceId: z
    .uuidv7()
    .toLowerCase()
    .describe('An enrolled face, as its enrolment answered it.')
    .meta({ example: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03' }),
  maxCandidates: z
    .number()
    .int()
    .min(1)
    .max(MAX_CANDIDATES)
    .default(10)
    .describe('At most so many people are answered.'),
  maxFalseMatchRate: MaxFalseMatchRate.optional().describe(
    "How often the search of somebody who is not among the people may call one of them a match; else the gallery's setting, else 0.001.",
  ),
});

export class SearchOptionsDto extends createZodDto(SearchOptions.meta({ title: 'SearchOptions' })) {}
export class SearchDto extends createZodDto(
  SearchSucceeded.meta({ title: 'Search', example: SEARCH_EXAMPLE }),
) {}
export class FailedSearchDto extends createZodDto(SearchFailed.meta({ title: 'FailedSearch' })) {}

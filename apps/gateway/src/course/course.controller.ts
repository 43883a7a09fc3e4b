import type { RecognizedFace } from '@facefleet/contracts';
import { DEFAULT_GALLERY } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Controller, Header, HttpCode, Inject, Post, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { auditEntryOf } from '../audit/audit-entry';
import { Audited } from '../audit/audited.decorator';
import { AnsweredWithin, visitOf } from '../admission/visit';
import { Public } from '../auth/public.decorator';
import { GatewayOptions } from '../config';
import { attemptOf } from '../idempotency/attempt';
import { clientGone, unlessFailed } from '../jobs/answer';
import { ApiProblems, IMAGE_PROBLEMS } from '../problems/api-problems.decorator';
import { RecognitionsService } from '../recognitions/recognitions.service';
import { ImageUpload, type RequestWithImage } from '../uploads/image-upload.interceptor';

const COURSE_MAX_FACES = 20;

/**
 * The contract of the well-known course project, for its load generators: one image in, one line
 * `<file name without extension>:<label>` out. It knows no keys, so it exists only where it is switched on.
 */
@ApiTags('Course project')
@Public()
@Controller()
export class CourseController {
  constructor(
    @Inject(RecognitionsService) private readonly recognitions: RecognitionsService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  @Post('/')
  @Audited('access')
  @HttpCode(200)
  @AnsweredWithin(({ courseMaxWaitMs }) => courseMaxWaitMs / 1000)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @UseInterceptors(ImageUpload('inputFile', 'myfile'))
  @ApiOperation({
    operationId: 'nameBestMatch',
    summary: 'Name the best match in gallery `default`',
    description:
      'Answers `<file name without extension>:<label>`; the label is a name, `Unknown` or `NoFace`.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        inputFile: { type: 'string', format: 'binary' },
        myfile: { type: 'string', format: 'binary', description: 'The older name of `inputFile`.' },
      },
    },
  })
  @ApiResponse({
    status: 200,
    content: { 'text/plain': { schema: { type: 'string' }, example: 'test_000:Paul' } },
  })
  @ApiProblems(...IMAGE_PROBLEMS)
  async name(
    @Req() request: RequestWithImage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { result } = await this.recognitions.recognise(
      request.image,
      { gallery: DEFAULT_GALLERY, maxFaces: COURSE_MAX_FACES, maxCandidates: 0 },
      {
        waitMs: this.options.courseMaxWaitMs,
        clientGone: clientGone(response),
        attempt: attemptOf(request),
        visit: visitOf(request, this.options.answeredWithinS),
      },
    );
    if (result === undefined) {
      throw new ExpectedError('service-unavailable', 'There was no answer in time. Send the image again.');
    }
    auditEntryOf(request)?.told(result); // the answer itself is but a text
    return `${stemOf(request.image.fileName)}:${labelOf(unlessFailed(result).faces)}`;
  }
}

/** The file name without folders, extension, and whatever would break the one line of the answer. */
export function stemOf(fileName: string): string {
  const base = fileName.replace(/^.*[/\\]/, '').replace(/\p{Cc}/gu, '');
  return base.replace(/(?<=.)\.[^.]*$/, '');
}

export function labelOf(faces: RecognizedFace[]): string {
  if (faces.length === 0) return 'NoFace';
  const matches = faces.filter(({ person }) => person !== null);
  const best = matches.sort((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0))[0];
  return best?.person?.name ?? 'Unknown';
}

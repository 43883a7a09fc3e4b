import type { ErrorCode } from '@facefleet/contracts';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Audited } from '../audit/audited.decorator';
import { Scopes } from '../auth/scopes.decorator';
import { GalleryPath } from '../galleries/galleries.dto';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { FaceMoves } from './face-moves.service';
import { metadataFilterOf } from './metadata-filter';
import { PeopleDirectory } from './people-directory.service';
import { PeopleErasure } from './people-erasure.service';
import {
  MergeDto,
  type MergeReceipt,
  MergeReceiptDto,
  NewPersonDto,
  type PeopleList,
  PeopleListDto,
  PeopleQueryDto,
  PersonChangeDto,
  PersonPath,
  type PersonRecord,
  PersonDto,
  type RemovalReceipt,
  RemovalReceiptDto,
} from './people.dto';

const PROBLEMS: ErrorCode[] = [
  ...KEY_PROBLEMS,
  'request-invalid',
  'gallery-not-found',
  'service-unavailable',
];

@ApiTags('People')
@ApiBearerAuth()
@Scopes('enrol')
@Controller('v1/galleries/:gallery/people')
export class PeopleController {
  constructor(
    @Inject(PeopleDirectory) private readonly directory: PeopleDirectory,
    @Inject(PeopleErasure) private readonly erasure: PeopleErasure,
    @Inject(FaceMoves) private readonly moves: FaceMoves,
  ) {}

  @Get()
  @Scopes('recognize', 'enrol')
  @ApiOperation({
    summary: 'Who is in a gallery',
    description:
      'Page by page. Everything that is asked for must fit: `?name=love&metadata.department=engines` are people whose names have "love" in them and whose metadata say that department. Of a list in the metadata one member must fit.',
  })
  @ApiQuery({
    name: 'metadata',
    required: false,
    description: '`metadata.<key>=<value>`, as often as you like.',
    style: 'form',
    explode: true,
    schema: { type: 'object', additionalProperties: { type: 'string' } },
    example: { 'metadata.department': 'engines' },
  })
  @ApiResponse({ status: 200, type: PeopleListDto })
  @ApiProblems(...PROBLEMS)
  list(
    @Param() { gallery }: GalleryPath,
    @Query() query: PeopleQueryDto,
    @Req() request: Request,
  ): Promise<PeopleList> {
    return this.directory.list(gallery, query, metadataFilterOf(request.query));
  }

  @Post()
  @Audited('act', { personField: 'id' })
  @Idempotent()
  @ApiOperation({
    summary: 'Add a person without a face',
    description: 'Not needed before enrolling: a first face creates the person, too.',
  })
  @ApiResponse({ status: 201, description: '`Location` says where the person is.', type: PersonDto })
  @ApiProblems(...PROBLEMS, 'request-too-large', 'person-exists')
  async create(
    @Param() { gallery }: GalleryPath,
    @Body() wanted: NewPersonDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PersonRecord> {
    const person = await this.directory.create(gallery, wanted);
    response.setHeader('Location', `/v1/galleries/${gallery}/people/${person.id}`);
    return person;
  }

  @Get(':personId')
  @Scopes('recognize', 'enrol')
  @ApiOperation({ summary: 'A person, with the enrolled faces' })
  @ApiResponse({ status: 200, type: PersonDto })
  @ApiProblems(...PROBLEMS, 'person-not-found')
  find(@Param() { gallery, personId }: PersonPath): Promise<PersonRecord> {
    return this.directory.find(gallery, personId);
  }

  @Patch(':personId')
  @ApiOperation({
    summary: 'Change what is known of a person',
    description: 'The name, the metadata (JSON Merge Patch, RFC 7396), or both.',
  })
  @ApiResponse({ status: 200, type: PersonDto })
  @ApiProblems(...PROBLEMS, 'request-too-large', 'person-not-found')
  update(@Param() { gallery, personId }: PersonPath, @Body() change: PersonChangeDto): Promise<PersonRecord> {
    return this.directory.update(gallery, personId, change);
  }

  @Post(':personId/merge')
  @Audited('act', { personField: 'from' })
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    summary: 'Make one person of two',
    description:
      'All faces of the other become faces of this person, who keeps name and metadata and is given what the metadata of the other have besides. The other is not in the gallery any more.',
  })
  @ApiResponse({ status: 200, type: MergeReceiptDto })
  @ApiProblems(...PROBLEMS, 'request-too-large', 'person-not-found')
  merge(@Param() { gallery, personId }: PersonPath, @Body() { from }: MergeDto): Promise<MergeReceipt> {
    return this.moves.merge(gallery, personId, from);
  }

  @Delete(':personId')
  @ApiOperation({
    summary: 'Remove a person',
    description:
      'Erases all faces of the person, the images and results of their enrolment, name and metadata, whatever snapshots hold of them, and cached answers that name the person, and says how much that was. From then on nothing names the person, and no request from before brings them back. What is stored of earlier requests is looked through in the background (`erasure`): results about the person alone are deleted (404), of others the person is taken out (`erased`), and the images that show the person go, as do their lines in the lists of imports and batches, and uploads. Not found are images on which nobody recognised the person. Ids may stand in logs. See docs/privacy.md.',
  })
  @ApiResponse({ status: 200, type: RemovalReceiptDto })
  @ApiProblems(...PROBLEMS, 'person-not-found')
  remove(@Param() { gallery, personId }: PersonPath): Promise<RemovalReceipt> {
    return this.erasure.person(gallery, personId);
  }
}

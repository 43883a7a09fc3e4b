import type { ErrorCode } from '@facefleet/contracts';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Unaudited } from '../audit/audited.decorator';
import { type Principal, principalOf } from '../auth/principal';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import { type CreatedKey, CreatedKeyDto, type Key, KeyDto, KeyListDto, KeyPath, NewKeyDto } from './keys.dto';
import { KeysService } from './keys.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'service-unavailable'];

@ApiTags('Keys')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/keys')
export class KeysController {
  constructor(@Inject(KeysService) private readonly keys: KeysService) {}

  @Post()
  @Idempotent()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The secret is in this answer and nowhere else: only its hash is kept.',
  })
  @ApiResponse({ status: 201, description: '`Location` says where the key is.', type: CreatedKeyDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'request-too-large')
  async create(
    @Body() wanted: NewKeyDto,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreatedKey> {
    const key = await this.keys.create(wanted);
    response.setHeader('Location', `/v1/keys/${key.id}`);
    return key;
  }

  @Get()
  @ApiOperation({ summary: 'All API keys, without their secrets' })
  @ApiResponse({ status: 200, type: KeyListDto })
  @ApiProblems(...PROBLEMS)
  async list(): Promise<{ keys: Key[] }> {
    return { keys: await this.keys.list() };
  }

  @Get('self')
  @Scopes('recognize', 'enrol')
  @Unaudited('a key asks about itself')
  @ApiOperation({
    operationId: 'findOwnKey',
    summary: 'The key that asks, without its secret',
    description: 'For programs that offer only what their key may do.',
  })
  @ApiResponse({ status: 200, type: KeyDto })
  @ApiProblems(...PROBLEMS)
  findOwn(@Req() request: Request): Promise<Key> {
    const { keyId } = principalOf(request) as Principal; // nobody comes here without one
    return this.keys.find(keyId);
  }

  @Get(':id')
  @ApiOperation({ summary: 'An API key, without its secret' })
  @ApiResponse({ status: 200, type: KeyDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'key-not-found')
  find(@Param() { id }: KeyPath): Promise<Key> {
    return this.keys.find(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an API key',
    description: 'This gateway refuses it at once, others within seconds.',
  })
  @ApiResponse({ status: 204, description: 'Revoked.' })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'key-not-found')
  delete(@Param() { id }: KeyPath): Promise<void> {
    return this.keys.delete(id);
  }
}

import { Body, Controller, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { ErrorCode } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { Unaudited } from '../audit/audited.decorator';
import { principalOf } from '../auth/principal';
import { Scopes } from '../auth/scopes.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ApiProblems, KEY_PROBLEMS } from '../problems/api-problems.decorator';
import {
  FleetPauseViewDto,
  FleetPolicyChangeDto,
  FleetPolicyViewDto,
  parsePauseRequest,
  parseResumeRequest,
  FleetPauseRequestDto,
  type PauseView,
  type PolicyView,
  FleetResumeRequestDto,
} from './fleet-policy.dto';
import { FleetPolicyService } from './fleet-policy.service';

const PROBLEMS: ErrorCode[] = [...KEY_PROBLEMS, 'service-unavailable'];

@ApiTags('Fleet')
@ApiBearerAuth()
@Scopes('admin')
@Controller('v1/fleet')
export class FleetPolicyController {
  constructor(@Inject(FleetPolicyService) private readonly fleet: FleetPolicyService) {}

  @Get('policy')
  @Unaudited('tells of machines only')
  @Scopes('recognize')
  @ApiOperation({ operationId: 'showFleetPolicy', summary: 'The policy in force, and who changed it' })
  @ApiResponse({ status: 200, type: FleetPolicyViewDto })
  @ApiProblems(...PROBLEMS)
  policy(): Promise<PolicyView> {
    return this.fleet.policy();
  }

  @Post('policy')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'changeFleetPolicy',
    summary: 'Change the scaling policy',
    description:
      'What is named changes, and stays so when the scaler starts again; null is as configured. The scaler follows at once, or within half a minute where the event is lost. The maximum that it was configured with stays the maximum.',
  })
  @ApiResponse({ status: 200, type: FleetPolicyViewDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'request-too-large', 'fleet-policy-refused')
  change(@Body() change: FleetPolicyChangeDto, @Req() request: Request): Promise<PolicyView> {
    return this.fleet.change(keyIdOf(request), change);
  }

  @Post('pause')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'pauseFleet',
    summary: 'Let the scaler decide, but launch and drain nothing',
    description: 'Workers that run go on, and those that drain end. The body may be absent.',
  })
  @ApiBody({ type: FleetPauseRequestDto, required: false })
  @ApiResponse({ status: 200, type: FleetPauseViewDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'request-too-large')
  pause(@Req() request: Request): Promise<PauseView> {
    const { reason, until } = bodyOf(request, parsePauseRequest);
    return this.fleet.pause(keyIdOf(request), reason, until);
  }

  @Post('resume')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'resumeFleet',
    summary: 'Let the scaler act again',
    description: 'Without a pause it does nothing. The body may be absent.',
  })
  @ApiBody({ type: FleetResumeRequestDto, required: false })
  @ApiResponse({ status: 200, type: FleetPauseViewDto })
  @ApiProblems(...PROBLEMS, 'request-invalid', 'request-too-large')
  resume(@Req() request: Request): Promise<PauseView> {
    const { reason } = bodyOf(request, parseResumeRequest);
    return this.fleet.resume(keyIdOf(request), reason);
  }
}

/** Nobody comes here without a key. */
function keyIdOf(request: Request): string {
  const principal = principalOf(request);
  if (principal === undefined) throw new Error('A request without a key came to a handler that needs one');
  return principal.keyId;
}

/** @throws ExpectedError `request-invalid` */
function bodyOf<T>(request: Request, parse: (body: unknown) => z.ZodSafeParseResult<T>): T {
  const parsed = parse((request.body as unknown) ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ExpectedError('request-invalid', `${issue?.path.join('.') || 'body'}: ${issue?.message}.`);
}

import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiEventStream } from '../streams/api-event-stream.decorator';

/** Documents the stream of a job's progress. @param what "a batch" */
export function ApiJobEvents(what: string, noun: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: `The progress of ${what} as it happens`,
      description: `Server-Sent Events: \`progress\` at each change, at last \`end\`; then the stream ends.`,
    }),
    ApiEventStream(
      `The data of each event is the ${noun}, as \`GET\` answers it.`,
      'retry: 2000\n\nevent: progress\nid: 0\ndata: {"status":"running","total":40,"succeeded":12,…}\n\nevent: end\nid: 1\ndata: {"status":"finished","total":40,"succeeded":40,…}\n\n',
    ),
  );
}

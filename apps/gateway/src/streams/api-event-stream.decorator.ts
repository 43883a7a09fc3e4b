import { applyDecorators } from '@nestjs/common';
import { ApiProduces, ApiResponse } from '@nestjs/swagger';

/** Documents an answer as Server-Sent Events. @param example what a client may read */
export function ApiEventStream(description: string, example: string): MethodDecorator {
  return applyDecorators(
    ApiProduces('text/event-stream'),
    ApiResponse({
      status: 200,
      description: `${description} Lines that begin with a colon only keep the connection open. Send the key in the header as everywhere: in a browser read the stream with \`fetch\`, as \`EventSource\` sends no headers.`,
      content: { 'text/event-stream': { schema: { type: 'string' }, example } },
    }),
  );
}

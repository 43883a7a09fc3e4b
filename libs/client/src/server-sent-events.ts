export interface ServerSentEvent {
  /** `message` where the server does not say. */
  type: string;
  /** Of this event, or of the last one before it that had one. */
  id: string | undefined;
  data: string;
}

/** The events of a `text/event-stream`, as HTML's standard reads them; ends when the stream does. */
export async function* serverSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let id: string | undefined;
  let type = '';
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.length > 0) yield { type: type || 'message', id, data: data.join('\n') };
      type = '';
      data = [];
      continue;
    }
    const [field, value] = fieldIn(line);
    if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }
}

/** A line that begins with a colon is a comment: its field has no name. */
function fieldIn(line: string): [field: string, value: string] {
  const colon = line.indexOf(':');
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

/** Complete lines only: an event that was cut off never happened. */
async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end may be the first half of CR LF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

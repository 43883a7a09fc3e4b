import { BATCH, BatchItem, BulkJobs, JobManifest } from '@facefleet/bulk';
import { JobResult } from '@facefleet/contracts';
import { mayBeAbout, type PartAbout, partAbout, ResultWalk, type StoredResult } from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RecentErasures } from '../erasures/recent-erasures';
import { type ArchivedFile, jsonFile } from './archive';
import type { SoughtPerson } from './sought-person';

/** Stored results in which somebody is, as files: of each what is about them. Needs a chunk of the walk in memory. */
@Injectable()
export class PersonAnswers {
  private readonly logger = new Logger(PersonAnswers.name);

  constructor(
    @Inject(ResultWalk) private readonly walk: ResultWalk,
    @Inject(RecentErasures) private readonly erasures: RecentErasures,
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
  ) {}

  /**
   * The oldest first.
   * @param goOn called now and then; throws where it is to stop
   */
  async *files(sought: SoughtPerson, goOn: () => Promise<void>): AsyncGenerator<ArchivedFile> {
    for await (const { results } of this.walk.chunks('', sought.beforeMs)) {
      await goOn();
      for (const result of results) {
        const part = mayBeAbout(sought, result.json) && (await this.partOf(result, sought));
        if (part) yield jsonFile(nameOf(part), part);
      }
    }
  }

  private async partOf({ id, json }: StoredResult, sought: SoughtPerson): Promise<PartAbout | undefined> {
    const result = this.parsed(id, json);
    const left = result && (await this.erasures.remainsOf(result));
    const part = left && partAbout(left, sought);
    const line = part?.kind === 'recognition' && 'image' in part ? await this.lineOf(id) : undefined;
    return part && line ? { ...part, batch: line } : part;
  }

  /** In the list of a batch. */
  private async lineOf(id: string): Promise<object | undefined> {
    const item = await this.jobs.itemWithId(id, BATCH);
    if (item === undefined) return undefined;
    const [listed] = await this.manifest.read(item.id, item.index, item.index + 1, BatchItem);
    return listed && { ...item, name: listed.name };
  }

  private parsed(id: string, json: Buffer): JobResult | undefined {
    try {
      return JobResult.parse(JSON.parse(json.toString('utf8')));
    } catch {
      this.logger.warn({ recognitionId: id }, 'a result that cannot be read may be about who is exported');
      return undefined;
    }
  }
}

/** Their enrolments lie apart from what was asked. */
function nameOf({ id, kind, ...part }: PartAbout): string {
  return kind === 'enrolment' && 'faceId' in part ? `enrolments/${id}.json` : `answers/${kind}/${id}.json`;
}

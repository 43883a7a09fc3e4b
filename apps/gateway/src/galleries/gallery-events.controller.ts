import { ResultCache } from '@facefleet/cache';
import { Events, GalleryChanged } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

/** Others change galleries too. */
@Controller()
export class GalleryEventsController {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ResultCache) private readonly cache: ResultCache,
  ) {}

  @EventPattern(Events.galleryChanged)
  changed(@Payload() payload: unknown): void {
    const event = GalleryChanged.safeParse(payload);
    if (!event.success) return;
    const { gallery, erased } = event.data;
    this.galleries.view(gallery).invalidate();
    if (erased) this.cache.forgetHere({ gallery });
  }
}

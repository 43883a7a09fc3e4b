import { Events, GalleryChanged } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

/** Others change galleries too. */
@Controller()
export class GalleryEventsController {
  constructor(@Inject(Galleries) private readonly galleries: Galleries) {}

  @EventPattern(Events.galleryChanged)
  changed(@Payload() payload: unknown): void {
    const event = GalleryChanged.safeParse(payload);
    if (event.success) this.galleries.view(event.data.gallery).invalidate();
  }
}

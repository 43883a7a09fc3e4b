import type { ArchiveType, ImportItem } from '@facefleet/bulk';

/** An archive that lies in the store. */
export interface NewArchive {
  type: ArchiveType;
  bytes: number;
  sha256: string;
}

/** What a client sent, before it is accepted: an archive, or items. */
export interface NewImport {
  id: string;
  archive?: NewArchive;
  items?: ImportItem[];
}

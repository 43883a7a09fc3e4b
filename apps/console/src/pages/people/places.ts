import { goTo, hrefOf } from '../../router';

const PAGE = 'people';

export const galleriesHref = () => hrefOf(PAGE);
export const galleryHref = (gallery: string) => hrefOf(PAGE, gallery);
export const personHref = (gallery: string, id: string) => hrefOf(PAGE, gallery, 'person', id);
export const importHref = (gallery: string, id: string) => hrefOf(PAGE, gallery, 'import', id);

export const goToGalleries = () => goTo(PAGE);
export const goToGallery = (gallery: string) => goTo(PAGE, gallery);
export const goToPerson = (gallery: string, id: string) => goTo(PAGE, gallery, 'person', id);
export const goToImport = (gallery: string, id: string) => goTo(PAGE, gallery, 'import', id);

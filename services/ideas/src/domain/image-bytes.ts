import { jpegWithoutMetadata } from "./image-jpeg.ts";
import { pngWithoutMetadata } from "./image-png.ts";
import { webpWithoutMetadata } from "./image-webp.ts";

export type ImageType = "image/png" | "image/jpeg" | "image/webp";
export type ReadImage = { readonly mediaType: ImageType; readonly bytes: Uint8Array };

const READERS = { "image/png": pngWithoutMetadata, "image/jpeg": jpegWithoutMetadata, "image/webp": webpWithoutMetadata } as const;

/**
 * An image as it may be shown: its kind told by its own bytes, without what cameras and programs write beside the picture
 * (places, names, serial numbers, thumbnails). Colour profiles and a photo's orientation stay.
 * @returns undefined when it is no whole PNG, JPEG or WebP
 */
export function readImage(bytes: Uint8Array): ReadImage | undefined {
  for (const [mediaType, read] of Object.entries(READERS)) {
    const clean = read(bytes);
    if (clean !== undefined) return { mediaType: mediaType as ImageType, bytes: clean };
  }
  return undefined;
}

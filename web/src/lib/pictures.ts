/** At most this much room for a picture in a message, in either direction. */
const PICTURE_PX = 320;

/** The types that are shown as pictures; none that can carry a script. */
export const isPicture = (contentType: string) => /^image\/(?:png|jpeg|gif|webp)$/u.test(contentType);

/** The box of a picture, kept before it is there: by its measured size, or one that fits most. */
export function boxOf({ width, height }: { width?: number | null; height?: number | null }): { inlineSize: string; aspectRatio: string } {
  if (!width || !height) return { inlineSize: `${PICTURE_PX * 0.75}px`, aspectRatio: "4 / 3" };
  const scale = Math.min(1, PICTURE_PX / width, PICTURE_PX / height);
  return { inlineSize: `${Math.round(width * scale)}px`, aspectRatio: `${width} / ${height}` };
}

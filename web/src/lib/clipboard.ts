const two = (part: number) => String(part).padStart(2, "0");

/**
 * The files of a paste, none where there is text too: office programs put a picture of what was copied
 * beside it, and the text is what was meant. A bare picture gets a name that says when it was pasted.
 */
export function filesFrom(clipboard: DataTransfer, now: Date): File[] {
  const isText = [...clipboard.types].some((type) => type === "text/plain" || type === "text/html");
  if (isText && clipboard.getData("text/plain") !== "") return [];
  return [...clipboard.files].map((file) => {
    if (!/^image\.(?:png|jpe?g)$/u.test(file.name)) return file;
    const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
    const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
    return new File([file], `pasted-${day}-${time}.${file.name.split(".").at(-1) ?? "png"}`, { type: file.type });
  });
}

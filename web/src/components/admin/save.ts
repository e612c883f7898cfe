/** Gives the person a file that was made or fetched here. */
export function saveAs(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then; the bytes are let go.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Puts a text into the clipboard that is still on its way. False when the browser does not let us: it wants a secure
 * origin, and some want the promise and not the text while the click is fresh.
 */
export const copyLater = async (text: Promise<string>): Promise<boolean> => {
  try {
    const blob = text.then((ready) => new Blob([ready], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return true;
  } catch {
    return copyNow(await text);
  }
};

/** Puts a text into the clipboard; false when the browser does not let us. */
export const copyNow = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

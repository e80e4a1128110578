/**
 * Text of a ticket comes from strangers. Control characters would let it move the cursor or hide lines of the
 * terminal; bidirectional overrides would let it read as something else.
 */
const unprintable = /[^\P{Cc}\n]|\p{Bidi_Control}/gu;

/** Text that can do nothing to a terminal but stand there; line breaks stay. @param {unknown} text */
export const plain = (text) =>
  String(text).replaceAll('\t', ' ').replaceAll(/\r\n?/g, '\n').replace(unprintable, '\ufffd');

/** The same on one line. @param {unknown} text */
export const onOneLine = (text) => plain(text).replaceAll(/\s*\n\s*/g, ' ');

/** @param {string} line @param {number} width */
function wrapLine(line, width) {
  const out = [''];
  for (const word of line.split(' ')) {
    const last = out[out.length - 1];
    if (last === '') out[out.length - 1] = word;
    else if (last.length + 1 + word.length <= width) out[out.length - 1] = `${last} ${word}`;
    else out.push(word);
  }
  return out;
}

/** Text broken between words into lines of a width; a longer word keeps a line of its own. @param {string} text @param {number} width */
export const wrap = (text, width) => text.split('\n').flatMap((line) => wrapLine(line, Math.max(width, 20)));

const styles = {
  bold: [1, 22],
  dim: [2, 22],
  cyan: [36, 39],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
};

/**
 * Marks text for a terminal; on a pipe, or when NO_COLOR is set, text stays as it is.
 * @param {{ isTTY?: boolean }} stream
 * @returns {(style: keyof typeof styles, text: string) => string}
 */
export const inkFor = (stream) => {
  if (!stream.isTTY || process.env.NO_COLOR) return (_, text) => text;
  return (style, text) => `\u001b[${styles[style][0]}m${text}\u001b[${styles[style][1]}m`;
};

/** How many columns there are to write on. @param {{ columns?: number }} stream */
export const widthOf = (stream) => Math.min(Math.max(stream.columns ?? 100, 60), 120);
